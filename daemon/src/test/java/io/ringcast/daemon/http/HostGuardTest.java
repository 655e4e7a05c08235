package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {

    private final HostGuard guard = new HostGuard(Set.of("Box.LAN", "192.168.1.5"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8001",
                "localhost.",
                "127.0.0.1:8001",
                "127.9.9.9",
                "[::1]",
                "[::1]:8001",
                "ringcast.localhost",
                "box.lan:80",
                "192.168.1.5:8001"
            })
    void letsLoopbackAndConfiguredHostsPass(String host) {
        assertThat(refusal(host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "notlocalhost",
                "192.168.1.6",
                "[::2]",
                "[::1",
                "",
                "box.lan@evil.example",
                "0.0.0.0",
                "127.1@evil.example:80"
            })
    void refusesEveryOtherHost(String host) {
        assertThat(refusal(host))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("\"" + host + "\"", "expected"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1:8001", "https://box.lan", "http://[::1]:8001"})
    void letsPagesOfThoseHostsPass(String origin) {
        assertThat(guard.refusal(
                        Optional.empty(),
                        new DefaultHttpHeaders()
                                .set(HttpHeaderNames.HOST, "localhost")
                                .set(HttpHeaderNames.ORIGIN, origin)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "http://evil.example", "http://localhost@evil.example", "", "file://", "%"})
    void refusesPagesOfOthers(String origin) {
        assertThat(guard.refusal(
                        Optional.empty(),
                        new DefaultHttpHeaders()
                                .set(HttpHeaderNames.HOST, "localhost")
                                .set(HttpHeaderNames.ORIGIN, origin)))
                .isPresent();
    }

    @Test
    void judgesAnAbsoluteTargetByItsAuthority() {
        assertThat(guard.refusal(
                        Optional.of("evil.example"), new DefaultHttpHeaders().set(HttpHeaderNames.HOST, "localhost")))
                .isPresent();
    }

    @Test
    void letsAClientWithoutHostPass() {
        assertThat(guard.refusal(Optional.empty(), EmptyHttpHeaders.INSTANCE)).isEmpty();
    }

    private Optional<String> refusal(String host) {
        return guard.refusal(Optional.empty(), new DefaultHttpHeaders().set(HttpHeaderNames.HOST, host));
    }
}
