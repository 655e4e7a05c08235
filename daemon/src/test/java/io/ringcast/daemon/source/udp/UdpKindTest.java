package io.ringcast.daemon.source.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.daemon.source.InputOpener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UdpKindTest {

    private final UdpKind kind = new UdpKind(
            (loop, address, bufferBytes) -> {
                throw new AssertionError("nothing is opened");
            },
            Ticker.systemTicker(),
            PooledByteBufAllocator.DEFAULT);

    @ParameterizedTest
    @CsvSource({
        "udp://@239.1.1.1:1234, udp://@239.1.1.1:1234",
        "udp://239.1.1.1:1234, udp://@239.1.1.1:1234",
        "rtp://@239.1.1.1:1234?iface=eth0&reorder=20ms, rtp://@239.1.1.1:1234",
        "udp://10.0.0.1@232.1.1.1:1234, udp://10.0.0.1@232.1.1.1:1234",
        "udp://10.0.0.1@:1234, udp://10.0.0.1@:1234",
        "udp://[fe80::1]@[ff3e::8000:1]:1234, udp://[fe80::1]@[ff3e::8000:1]:1234",
        "udp://:1234?buffer=8MiB, udp://@:1234",
        "udp://@:1234, udp://@:1234",
        "udp://localhost:1234, udp://@localhost:1234",
        "udp://[::1]:1234, udp://@[::1]:1234",
    })
    void takesGroupsAndAddressesOfThisHost(String url, String shown) {
        InputConfig config = UrlKinds.of(kind.urlKind()).input(url);

        InputOpener opener = kind.opener("news", config);

        assertThat(opener.url()).isEqualTo(shown);
        assertThat(opener.datagrams()).contains(DatagramTally.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp://@239.1.1.1 | expected: a port",
                "udp://@239.1.1.1:0 | expected: a port from 1 to 65535",
                "udp://@origin.example:1234 | not a name",
                "udp://origin.example@239.1.1.1:1234 | the address of a sender",
                "udp://239.1.1.2@239.1.1.1:1234 | the address of a sender",
                "udp://[fe80::1]@239.1.1.1:1234 | of the same kind as the group's",
                "udp://@192.168.1.7:1234?iface=eth0 | without a group",
                "udp://@239.1.1.1:1234/path | no path",
                "udp://@239.1.1.1:1234?ttl=3 | ttl",
                "udp://@239.1.1.1:1234?buffer=1KiB | from 64KiB to 1GiB",
                "udp://@239.1.1.1:1234?reorder=5s | from 0s to 2s",
            })
    void refusesWhatCannotBeMeant(String url, String because) {
        assertThatThrownBy(() -> UrlKinds.of(kind.urlKind()).input(url))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(because);
    }

    @Test
    void cannotBeHeldBack() {
        assertThat(kind.urlKind().canWait()).isFalse();
    }
}
