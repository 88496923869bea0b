package io.tieline.dispatcher;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine. */
final class HostName {
    private HostName() {}

    static String get() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^a-zA-Z0-9._-]", "-");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "worker-id is missing and this machine has no name to take its place: set dispatcher.worker-id", e);
        }
    }
}
