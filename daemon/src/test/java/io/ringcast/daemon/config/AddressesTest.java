package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses to listen on and ranges of addresses. */
class AddressesTest {

    @Test
    void readsPortAloneAsAllAddresses() {
        ListenAddress address = ListenAddress.parse(":8000");

        assertThat(address).isEqualTo(ListenAddress.onAll(8000));
        assertThat(address.toSocketAddress().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(address.isLoopback()).isFalse();
    }

    @Test
    void readsIpV4IpV6AndNames() {
        assertThat(ListenAddress.parse("127.0.0.1:8001")).isEqualTo(new ListenAddress(Optional.of("127.0.0.1"), 8001));
        assertThat(ListenAddress.parse("[::1]:80")).isEqualTo(new ListenAddress(Optional.of("::1"), 80));
        assertThat(ListenAddress.parse("localhost:0")).isEqualTo(new ListenAddress(Optional.of("localhost"), 0));
        assertThat(ListenAddress.parse("[::1]:80")
                        .toSocketAddress()
                        .getAddress()
                        .isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "8000",
                ":65536",
                ":-1",
                ":8o",
                "1.2.3:80",
                "1.2.3.4.5:80",
                "::1:80",
                "[::1]",
                "[1.2.3.4]:80",
                "[::g]:80",
                "a b:80",
                "-a:80",
                "http://a:80",
                "[]:80",
                ":000080"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(ListenAddress.EXPECTATION);
    }

    @Test
    void saysHowToWriteAPortAlone() {
        assertThatThrownBy(() -> ListenAddress.parse("8000")).hasMessageContaining("write \":8000\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {":8000", "127.0.0.1:8001", "[::1]:80", "radio.example:80"})
    void writesAddressesAsItReadsThem(String text) {
        assertThat(ListenAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        ":80, :80, true",
        ":80, :81, false",
        ":80, 127.0.0.1:80, true",
        "0.0.0.0:80, 10.0.0.1:80, true",
        "[::]:80, 10.0.0.1:80, true",
        "127.0.0.1:80, 127.0.0.1:80, true",
        "127.0.0.1:80, localhost:80, true",
        "127.0.0.1:80, 127.0.0.2:80, false",
        "127.0.0.1:80, [::1]:80, false",
        "[::1]:80, [0:0:0:0:0:0:0:1]:80, true",
        ":0, :0, false"
    })
    void knowsWhichAddressesCannotBeBoundAtOnce(String one, String other, boolean overlap) {
        assertThat(ListenAddress.parse(one).overlaps(ListenAddress.parse(other)))
                .isEqualTo(overlap);
        assertThat(ListenAddress.parse(other).overlaps(ListenAddress.parse(one)))
                .isEqualTo(overlap);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.1.128/25, 192.168.1.127, false",
        "192.168.1.128/25, 192.168.1.200, true",
        "192.168.1.7, 192.168.1.7, true",
        "192.168.1.7, 192.168.1.6, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdab::1, true",
        "fd00::/8, fe80::1, false",
        "::/0, 2001:db8::1, true",
        "::1, ::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false"
    })
    void matchesAddressesByPrefix(String range, String address, boolean matches) throws UnknownHostException {
        assertThat(Cidr.parse(range).matches(InetAddress.getByName(address))).isEqualTo(matches);
    }

    @Test
    void matchesIpV4AddressThatCameOverIpV6() throws UnknownHostException {
        InetAddress mapped = InetAddress.getByName("::ffff:10.1.2.3");

        assertThat(Cidr.parse("10.0.0.0/8").matches(mapped)).isTrue();
    }

    @Test
    void saysHowToWriteARangeWithBitsBehindItsPrefix() {
        assertThatThrownBy(() -> Cidr.parse("10.1.2.3/8")).hasMessageContaining("write \"10.0.0.0/8\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0/8",
                "::/129",
                "host/8",
                "10.0.0.0/8/8",
                "10.0.0.0/0x8"
            })
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void comparesRangesByValue() {
        assertThat(Cidr.parse("10.0.0.0/8")).isEqualTo(Cidr.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
        assertThat(Cidr.parse("10.0.0.0/8")).isNotEqualTo(Cidr.parse("10.0.0.0/9"));
    }
}
