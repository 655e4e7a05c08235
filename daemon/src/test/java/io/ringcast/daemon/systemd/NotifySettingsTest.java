package io.ringcast.daemon.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotifySettingsTest {

    @Test
    void withoutASocketNothingIsWanted() {
        assertThat(NotifySettings.from(Map.of(), 1)).isEmpty();
        assertThat(NotifySettings.from(Map.of("NOTIFY_SOCKET", "", "WATCHDOG_USEC", "5"), 1))
                .isEmpty();
    }

    @Test
    void aSocketIsAPathOrAnAbstractName() {
        assertThat(NotifySettings.from(Map.of("NOTIFY_SOCKET", "/run/systemd/notify"), 1))
                .contains(new NotifySettings("/run/systemd/notify", Optional.empty()));
        assertThat(NotifySettings.from(Map.of("NOTIFY_SOCKET", "@name"), 1))
                .contains(new NotifySettings("\0name", Optional.empty()));
        assertThatThrownBy(() -> NotifySettings.from(Map.of("NOTIFY_SOCKET", "vsock:2:1"), 1))
                .hasMessageStartingWith("NOTIFY_SOCKET: vsock:2:1 (expected: ");
    }

    @Test
    void theWatchdogIsForTheProcessThatItNames() {
        assertThat(watchdog("30000000", "")).contains(Duration.ofSeconds(30));
        assertThat(watchdog("30000000", "42")).contains(Duration.ofSeconds(30));
        assertThat(watchdog("30000000", "41")).isEmpty();
        assertThat(watchdog("", "42")).isEmpty();
    }

    @Test
    void aTimeThatIsNoneIsAnError() {
        for (String wrong : new String[] {"0", "-1", "soon", "9223372036854775807"}) {
            assertThatThrownBy(() -> watchdog(wrong, ""))
                    .hasMessageStartingWith("WATCHDOG_USEC: " + wrong + " (expected: ");
        }
    }

    private static Optional<Duration> watchdog(String micros, String pid) {
        return NotifySettings.from(Map.of("NOTIFY_SOCKET", "/n", "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid), 42)
                .orElseThrow()
                .watchdog();
    }
}
