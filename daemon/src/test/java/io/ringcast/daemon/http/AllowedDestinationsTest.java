package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.FetchHost;
import io.ringcast.daemon.transport.Transport;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a download that strangers ask for may lead. */
class AllowedDestinationsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.31.255.255",
                        "192.168.1.1",
                "224.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:a00:1",
                        "64:ff9b::7f00:1",
                "64:ff9b:1::1", "2002:a9fe:a9fe::1", "2001::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
            })
    void innerAddressesAreNone(String address) throws Exception {
        InetAddress inner = address(address);
        AllowedDestinations listed = destinations(List.of("media.example"), List.of());

        assertThat(listed.allows("media.example", inner)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "2a00:1450:4001::1",
                "64:ff9b::808:808",
                "2002:808:808::1"
            })
    void outerAddressesAre(String address) throws Exception {
        assertThat(destinations(List.of("media.example"), List.of()).allows("media.example", address(address)))
                .isTrue();
    }

    @Test
    void anInnerAddressIsOneOnlyIfItWasListedAndAskedForItself() throws Exception {
        AllowedDestinations listed = destinations(List.of("media.example", "10.1.2.3:8080"), List.of("192.168.7.0/24"));

        assertThat(listed.allows("10.1.2.3", address("10.1.2.3"))).isTrue();
        assertThat(listed.allows("media.example", address("10.1.2.3"))).isFalse();
        assertThat(listed.allows("media.example", address("192.168.7.9"))).isTrue();
        assertThat(listed.allows("media.example", address("192.168.8.9"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://media.example:22/",
                "http://media.example.evil.example/",
                "http://127.0.0.1/",
                "http://media.example@evil.example/",
                "http://2130706433/",
                "https://[::1]/"
            })
    void otherHostsAreNone(String url) {
        assertThat(destinations(List.of("media.example"), List.of()).allows(URI.create(url)))
                .isFalse();
    }

    @Test
    void aNameIsLookedAtWhenItIsConnectedTo() throws Exception {
        try (TestNameServer names = new TestNameServer();
                RawOrigin origin = new RawOrigin(RawOrigin.saying(OK));
                Transport transport = Transport.open(
                        Optional.empty(),
                        1,
                        PooledByteBufAllocator.DEFAULT,
                        new SingletonDnsServerAddressStreamProvider(names.address()));
                HttpClient client = new HttpClient(transport, HttpClient.systemTrust(), "Ringcast/test")) {
            String host = "two.test:" + origin.port();
            URI uri = URI.create("http://" + host + "/");
            EventLoop loop = transport.loops().next();
            Recording refused = new Recording(loop);
            client.get(loop, request(uri, destinations(List.of(host), List.of())), refused);

            assertThat(refused.failure().kind()).isEqualTo(DownloadFailure.Kind.NOT_ALLOWED);
            assertThat(origin.requests()).isEmpty();

            // Of two addresses only the one that is allowed is tried.
            Recording allowed = new Recording(loop);
            client.get(loop, request(uri, destinations(List.of(host), List.of("127.0.0.1/32"))), allowed);
            assertThat(allowed.text()).isEqualTo("ok");
        }
    }

    private static DownloadRequest request(URI uri, Destinations destinations) {
        return new DownloadRequest(
                uri,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TestDownloads.LIMITS,
                destinations);
    }

    private static AllowedDestinations destinations(List<String> hosts, List<String> networks) {
        return new AllowedDestinations(
                hosts.stream().map(FetchHost::parse).toList(),
                networks.stream().map(Cidr::parse).toList());
    }

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(literal));
    }
}
