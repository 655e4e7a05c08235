package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.ringcast.daemon.config.Cidr;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is believed of what proxies say. */
final class TrustedProxiesTest {

    private final TrustedProxies proxies =
            new TrustedProxies(List.of(Cidr.parse("127.0.0.1"), Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7                                | 203.0.113.7:0",
                "203.0.113.7:4711                           | 203.0.113.7:4711",
                "2001:db8::7                                | 2001:db8:0:0:0:0:0:7:0",
                "[2001:db8::7]                              | 2001:db8:0:0:0:0:0:7:0",
                "[2001:db8::7]:4711                         | 2001:db8:0:0:0:0:0:7:4711",
                "203.0.113.7, 10.1.2.3                      | 203.0.113.7:0",
                "203.0.113.7 ,fd00::1,10.1.2.3              | 203.0.113.7:0",
                // What stands left of the first who is not trusted he may have written himself.
                "198.51.100.1, 203.0.113.7, 10.1.2.3        | 203.0.113.7:0",
                "10.9.9.9, 203.0.113.7                      | 203.0.113.7:0",
                // All are ours: the one farthest away.
                "10.0.0.1, 10.0.0.2                         | 10.0.0.1:0",
                // Nobody knows who it was: the last of whom somebody does.
                "unknown                                    | 127.0.0.1:9",
                "unknown, 10.0.0.2                          | 10.0.0.2:0",
                "203.0.113.7, 999.1.1.1, 10.0.0.2           | 10.0.0.2:0",
                "203.0.113.7:99999                          | 127.0.0.1:9",
                "203.0.113.7,                               | 127.0.0.1:9",
                "fe80::1%eth0                               | 127.0.0.1:9",
                "localhost                                  | 127.0.0.1:9",
                ":::::                                      | 127.0.0.1:9",
            })
    void readsTheListFromItsEnd(String field, String expected) {
        HttpHeaders headers = new DefaultHttpHeaders().add("X-Forwarded-For", field);

        assertThat(text(client("127.0.0.1", headers))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "for=203.0.113.7                                      | 203.0.113.7:0          | false",
                "For=203.0.113.7;proto=https;by=10.0.0.1              | 203.0.113.7:0          | true",
                "proto=https;for=\"203.0.113.7:4711\"                 | 203.0.113.7:4711       | true",
                "for=\"[2001:db8::7]:4711\"                           | 2001:db8:0:0:0:0:0:7:4711 | false",
                "for=198.51.100.1;proto=https, for=203.0.113.7        | 203.0.113.7:0          | false",
                "for=203.0.113.7;proto=https, for=10.0.0.1;proto=http | 203.0.113.7:0          | true",
                "for=\"a,b\", for=203.0.113.7                         | 203.0.113.7:0          | false",
                "for=203.0.113.7, for=_hidden, for=10.0.0.1           | 10.0.0.1:0             | false",
                "for=203.0.113.7, ;;=garbage                          | 127.0.0.1:9            | false",
                "for=203.0.113.7, for=\"10.0.0.1                      | 127.0.0.1:9            | false",
                "nothing                                              | 127.0.0.1:9            | false",
            })
    void readsForwardedOfTheStandard(String field, String expected, boolean secure) {
        HttpHeaders headers = new DefaultHttpHeaders().add("Forwarded", field);

        TrustedProxies.Client client = client("127.0.0.1", headers);

        assertThat(text(client)).isEqualTo(expected);
        assertThat(client.secure()).isEqualTo(secure);
    }

    @Test
    void believesNobodyElse() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-Forwarded-For", "203.0.113.7")
                .add("Forwarded", "for=203.0.113.7")
                .add("X-Forwarded-Proto", "https");

        TrustedProxies.Client client = client("192.0.2.1", headers);

        assertThat(text(client)).isEqualTo("192.0.2.1:9");
        assertThat(client.secure()).isFalse();
        assertThat(TrustedProxies.NONE.client(peer("127.0.0.1"), true, headers).secure())
                .isTrue();
    }

    @Test
    void readsSeveralFieldsAsOneList() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-Forwarded-For", "198.51.100.1")
                .add("X-Forwarded-For", "203.0.113.7, 10.0.0.1")
                .add("X-Forwarded-Proto", "https");

        TrustedProxies.Client client = client("127.0.0.1", headers);

        assertThat(text(client)).isEqualTo("203.0.113.7:0");
        assertThat(client.secure()).isTrue();
    }

    @Test
    void letsXForwardedForCountWhereBothCome() {
        HttpHeaders headers =
                new DefaultHttpHeaders().add("Forwarded", "for=198.51.100.1").add("X-Forwarded-For", "203.0.113.7");

        assertThat(text(client("127.0.0.1", headers))).isEqualTo("203.0.113.7:0");
    }

    private TrustedProxies.Client client(String peer, HttpHeaders headers) {
        return proxies.client(peer(peer), false, headers);
    }

    private static InetSocketAddress peer(String address) {
        return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), 9);
    }

    private static String text(TrustedProxies.Client client) {
        return client.address().getAddress().getHostAddress() + ":"
                + client.address().getPort();
    }
}
