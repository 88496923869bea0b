package io.tieline.systemtests.containers;

import io.tieline.systemtests.backend.Backend;
import io.tieline.testing.proxy.TcpProxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A proxy of the test in each connection that scenarios harm, and nothing in the others. */
final class ProxiedLinks implements Links, AutoCloseable {
    private static final String FIRST = "dispatcher-1";

    private final Map<String, List<TcpProxy>> byName = new TreeMap<>();

    @Override
    public InetSocketAddress between(String from, String to, InetSocketAddress address) {
        if (from.equals(FIRST) && to.startsWith("kafka-")) {
            return proxied(Backend.KAFKA_OF_FIRST, address);
        }
        if (from.equals(FIRST) && to.equals("simulator")) {
            return proxied(Backend.PROVIDERS_OF_FIRST, address);
        }
        if (from.startsWith("dispatcher-") && to.equals("registry")) {
            return proxied(Backend.REGISTRY, address);
        }
        return address;
    }

    private InetSocketAddress proxied(String name, InetSocketAddress address) {
        TcpProxy proxy = TcpProxy.to(address.getHostString(), address.getPort());
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(proxy);
        return InetSocketAddress.createUnresolved("127.0.0.1", proxy.port());
    }

    Map<String, List<TcpProxy>> byName() {
        return Map.copyOf(byName);
    }

    @Override
    public void close() {
        byName.values().forEach(each -> each.forEach(TcpProxy::close));
    }
}
