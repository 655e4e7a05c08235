package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

    @Test
    void meansEveryAddressWithoutAHost() {
        assertThat(ListenAddress.parse(":8000").socketAddress().getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(ListenAddress.parse("*:8000")).isEqualTo(ListenAddress.anywhere(8000));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8001, 127.0.0.1, 8001",
        "localhost:0,    127.0.0.1, 0",
        "[::1]:65535,    0:0:0:0:0:0:0:1, 65535",
    })
    void readsAnAddressAndAPort(String text, String address, int port) {
        ListenAddress listen = ListenAddress.parse(text);

        assertThat(listen.socketAddress().getAddress().getHostAddress()).isEqualTo(address);
        assertThat(listen.port()).isEqualTo(port);
        assertThat(listen).hasToString(text.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", ":", ":port", ":65536", ":-1", "::1:80", "example.org:80", "1.2.3:80", "[::g]:80"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }
}
