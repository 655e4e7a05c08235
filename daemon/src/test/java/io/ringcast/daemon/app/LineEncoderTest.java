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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(lines.get(2)).as("does not look like an event").isEqualTo("<4>\tlines");
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("at io.ringcast.daemon.app.LineEncoderTest"));
    }

    @Test
    void letsNobodyForgeALineOrColourATerminal() {
        assertThat(lines(Level.INFO, "agent=\"x\n12:00:00.000 ERROR forged\r\u001b[31m\u009b\ttab\"", null))
                .containsExactly("12:03:04.567 INFO  SourceSupervisor agent=\"x\\n12:00:00.000 ERROR forged"
                        + "\\u000d\\u001b[31m\\u009b\ttab\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "detail=\"{}\" x={}  | a\" reason=\"b | detail=\"a' reason='b\" x=1",
                "detail=\"{}: no\" x={} | \"a\"         | detail=\"'a': no\" x=1",
                "url={} x={}         | a b=c         | url=\"a b=c\" x=1",
                "url={} x={}         | http://a/?b=c | url=http://a/?b=c x=1",
                "url={} x={}         | a\"b          | url=\"a'b\" x=1",
                "url={} x={}         | ``            | url=\"\" x=1",
                "{} x={}             | source=a      | source=a x=1",
                "url={} x={} y={}    | a             | url=a x=1 y={}",
                "x=1 none            | a             | x=1 none",
            })
    void letsNoValuePassForMoreThanOne(String pattern, String value, String line) {
        assertThat(lines(Level.INFO, pattern, null, value, 1))
                .containsExactly("12:03:04.567 INFO  SourceSupervisor " + line);
    }

    @Test
    void letsNoValueEndALineInQuotes() {
        assertThat(lines(Level.INFO, "title=\"{}\"", null, "a\n12:00:00.000 ERROR\u2028b\u202e"))
                .containsExactly("12:03:04.567 INFO  SourceSupervisor title=\"a?12:00:00.000 ERROR?b?\"");
    }

    private List<String> lines(Level level, String message, @Nullable Throwable thrown, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                LineEncoderTest.class.getName(),
                context.getLogger("io.ringcast.daemon.source.SourceSupervisor"),
                level,
                message,
                thrown,
                arguments.length == 0 ? null : arguments);
        event.setInstant(Instant.parse("2026-01-02T12:03:04.567Z"));
        String text = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        return List.of(text.substring(0, text.length() - 1).split("\n"));
    }
}
