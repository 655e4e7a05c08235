package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SourceState.Connecting;
import io.ringcast.daemon.source.SourceState.Ended;
import io.ringcast.daemon.source.SourceState.Streaming;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a {@link SourceLog} writes, and what it sums up. */
final class SourceLogTest {

    private static final InputFailure RESET = InputFailure.passing(Reason.RESET, "connection reset");

    private final ManualLoop time = new ManualLoop();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SourceSupervisor.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SourceLog log =
            new SourceLog("news", List.of(new ScriptedInput.Opener("http://***@origin/")), time.loop());

    @BeforeEach
    void listens() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leaves() {
        logger.detachAppender(lines);
        log.close();
        time.close();
    }

    @Test
    void writesStatesAndTheFirstTroubleAtOnce() {
        changes(new Connecting(0, 1, time.clock().instant()));
        changes(new Streaming(0, time.clock().instant()));
        log.onFailed(0, RESET, true);

        assertThat(written())
                .containsExactly(
                        "source=news state=connecting input=0 url=http://***@origin/ attempt=1",
                        "source=news state=streaming input=0",
                        "source=news event=input-failed input=0 url=http://***@origin/ reason=reset lasting=false"
                                + " resuming=true detail=\"connection reset\"");
    }

    @Test
    void sumsUpWhatIsRepeatedWithinASecondAndSaysWhatCameOfIt() {
        for (int i = 0; i < 50; i++) {
            log.onFailed(0, RESET, true);
            changes(new Connecting(0, 1, time.clock().instant()));
            changes(new Streaming(0, time.clock().instant()));
        }
        assertThat(written()).hasSize(1);

        time.advance(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(5));

        assertThat(written().subList(1, written().size()))
                .containsExactly(
                        "source=news event=input-failed-repeatedly within=1s reasons=reset:49",
                        "source=news state=streaming input=0");
    }

    @Test
    void writesAnEndAtOnceEvenAfterTrouble() {
        log.onFailed(0, RESET, false);

        changes(new Ended(time.clock().instant(), false));
        time.advance(Duration.ofSeconds(2));

        assertThat(written()).hasSize(2).endsWith("source=news state=ended held=false");
    }

    @Test
    void saysOnceThatNobodyPublishes() {
        InputFailure nobody = InputFailure.passing(Reason.NO_PUBLISHER, "nobody publishes");
        for (int i = 1; i <= 3; i++) {
            changes(new Connecting(0, i, time.clock().instant()));
            log.onFailed(0, nobody, false);
            changes(new BackingOff(0, i, time.clock().instant(), nobody));
            time.advance(Duration.ofSeconds(10));
        }

        assertThat(written())
                .containsExactly(
                        "source=news state=connecting input=0 url=http://***@origin/ attempt=1",
                        "source=news event=waits-for-publisher input=0 url=http://***@origin/ detail=\"nobody publishes\"");
        assertThat(lines.list).allMatch(line -> line.getLevel() == Level.INFO);
    }

    @Test
    void warnsOfAPublisherWhoLeftAndIsThenQuiet() {
        InputFailure left = InputFailure.passing(Reason.NO_PUBLISHER, "192.0.2.1 left");
        changes(new Streaming(0, time.clock().instant()));
        log.onFailed(0, left, false);
        time.advance(Duration.ofSeconds(10));
        log.onFailed(0, left, false);
        changes(new Connecting(0, 2, time.clock().instant()));
        time.advance(Duration.ofSeconds(10));
        changes(new Streaming(0, time.clock().instant()));

        assertThat(written())
                .containsExactly(
                        "source=news state=streaming input=0",
                        "source=news event=input-failed input=0 url=http://***@origin/ reason=no-publisher lasting=false"
                                + " resuming=false detail=\"192.0.2.1 left\"",
                        "source=news state=streaming input=0");
    }

    private void changes(SourceState to) {
        log.onStateChanged(new SourceState.Idle(), to);
    }

    private List<String> written() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
