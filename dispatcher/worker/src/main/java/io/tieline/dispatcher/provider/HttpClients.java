package io.tieline.dispatcher.provider;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Sets Apache HttpClient up to do one exchange and nothing of its own accord. */
final class HttpClients {
    /** Servers of one's own often close after 5 s without saying so; a call that meets the close would look like an outage. */
    private static final Timeout PLAIN_IDLE = Timeout.ofSeconds(4);

    private static final Timeout TLS_IDLE = Timeout.ofSeconds(50);
    private static final TimeValue CHECK_AFTER = TimeValue.ofMilliseconds(500);
    private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(10);
    private static final int MAX_HEADERS = 200;
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private HttpClients() {}

    static CloseableHttpClient of(HttpCallerConfig config) {
        Timeout connect = Timeout.of(config.connectTimeout());
        return HttpClientBuilder.create()
                .setConnectionManager(pool(config, connect))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(connect)
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .setUserAgent("tieline")
                // The pool looks at a connection only when it is used again; those left from a peak would stay.
                .evictExpiredConnections()
                .evictIdleConnections(TLS_IDLE)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .disableContentCompression()
                .build();
    }

    private static HttpClientConnectionManager pool(HttpCallerConfig config, Timeout connect) {
        ConnectionConfig plain = connections(connect, PLAIN_IDLE);
        ConnectionConfig tls = connections(connect, TLS_IDLE);
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setMaxConnPerRoute(config.maxConnections())
                .setDnsResolver(new RoutableOnly())
                .setTlsSocketStrategy(DefaultClientTlsStrategy.createSystemDefault())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setConnectionConfigResolver(route -> route.isSecure() ? tls : plain)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MAX_HEADERS)
                                .setMaxLineLength(MAX_HEADER_BYTES)
                                .build())
                        .build())
                .build();
    }

    private static ConnectionConfig connections(Timeout connect, Timeout idle) {
        return ConnectionConfig.custom()
                .setConnectTimeout(connect)
                .setIdleTimeout(idle)
                .setValidateAfterInactivity(CHECK_AFTER)
                .setTimeToLive(LONGEST_LIFE)
                .build();
    }

    /**
     * Names are the operator's, but what they resolve to may be a stranger's. The addresses at which clouds hand out
     * credentials are link-local, and no provider lives there. What is checked is what is connected to.
     */
    private static final class RoutableOnly implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] routable = Stream.of(SystemDefaultDnsResolver.INSTANCE.resolve(host))
                    .filter(address -> !address.isLinkLocalAddress()
                            && !address.isMulticastAddress()
                            && !address.isAnyLocalAddress())
                    .toArray(InetAddress[]::new);
            if (routable.length == 0) {
                throw new UnknownHostException(host + " has no address that may be called");
            }
            return routable;
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
        }
    }
}
