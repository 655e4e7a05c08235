package io.ringcast.daemon.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LineEncoderTest {

    private final LoggerContext context = new LoggerContext();
    private final LineEncoder encoder = new LineEncoder();

    LineEncoderTest() {
        encoder.setZone(ZoneOffset.UTC);
    }

    @Test
    void writesTimeLevelLoggerAndMessageForPeople() {
        assertThat(lines(Level.INFO, "source=news state=streaming", null))
                .containsExactly("12:03:04.567 INFO  SourceSupervisor source=news state=streaming");
        assertThat(lines(Level.ERROR, "ü", null)).containsExactly("12:03:04.567 ERROR SourceSupervisor ü");
    }

    @Test
    void writesPrioritiesAndNoTimeForTheJournal() {
        encoder.setJournal(true);

        assertThat(lines(Level.ERROR, "a", null)).containsExactly("<3>SourceSupervisor a");
        assertThat(lines(Level.WARN, "a", null)).containsExactly("<4>SourceSupervisor a");
        assertThat(lines(Level.INFO, "a", null)).containsExactly("<6>SourceSupervisor a");
        assertThat(lines(Level.DEBUG, "a", null)).containsExactly("<7>SourceSupervisor a");
        assertThat(lines(Level.TRACE, "a", null)).containsExactly("<7>SourceSupervisor a");
    }

    @Test
    void givesEveryLineOfAStackTraceThePriority() {
        encoder.setJournal(true);

        List<String> lines = lines(Level.WARN, "route failed", new IllegalStateException("two\nlines"));

        assertThat(lines)
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(line).startsWith("<4>"));
        assertThat(lines.get(1)).isEqualTo("<4>java.lang.IllegalStateException: two");
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("at io.ringcast.daemon.app.LineEncoderTest"));
    }

    @Test
    void letsNobodyForgeALineOrColourATerminal() {
        assertThat(lines(Level.INFO, "agent=\"x\n12:00:00.000 ERROR forged\r\u001b[31m\u009b\ttab\"", null))
                .containsExactly("12:03:04.567 INFO  SourceSupervisor agent=\"x\\n12:00:00.000 ERROR forged"
                        + "\\u000d\\u001b[31m\\u009b\ttab\"");
    }

    private List<String> lines(Level level, String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                LineEncoderTest.class.getName(),
                context.getLogger("io.ringcast.daemon.source.SourceSupervisor"),
                level,
                message,
                thrown,
                null);
        event.setInstant(Instant.parse("2026-01-02T12:03:04.567Z"));
        String text = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        return List.of(text.substring(0, text.length() - 1).split("\n"));
    }
}
