package io.tieline.systemtests.containers;

import java.net.InetSocketAddress;

/** What lies between any two parts: nothing, or a proxy of the test. */
@FunctionalInterface
public interface Links {
    /**
     * Where {@code from} finds {@code to}. Asked once for each pair, before anything runs.
     *
     * @param from name of a part, or {@code brokers} for what brokers copy from each other, or {@code test}
     * @param to name of a part
     * @param address where that part will listen, on 127.0.0.1
     */
    InetSocketAddress between(String from, String to, InetSocketAddress address);

    /** Nothing between any. */
    static Links direct() {
        return (_, _, address) -> address;
    }
}
