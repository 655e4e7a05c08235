package io.ringcast.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.source.SourceState;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of events, who gets them, and what becomes of one who does not take them. */
final class EventFollowerTest {

    private static final Clock NOW = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final OutputAccount LAN = new OutputAccount("news", "lan", "tcp");

    private final List<Runnable> later = new ArrayList<>();
    private long nanos = 1;
    private final EventReporter events = new EventReporter("run", NOW, () -> nanos, (task, delay) -> later.add(task));
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long missed;

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void tellsWhatHappensAsAnEventStream() {
        follow(0, Optional.empty());

        state("news");

        assertThat(told()).isEqualTo("""
                retry: 2000

                id: run-0
                event: source-state
                data: {"id":"run-0","time":"2026-01-02T03:04:05Z","event":"source-state","source":"news",\
                "detail":"starts with its first listener","state":"idle"}

                """);
    }

    @Test
    void goesOnBehindTheEventThatWasTakenLast() {
        for (int i = 0; i < 5; i++) {
            state("news");
        }

        follow(events.log().behind("run-2"), Optional.empty());

        assertThat(ids(told())).containsExactly("run-3", "run-4");
    }

    @Test
    void beginsWithTheOldestForOneWhoComesFromAnotherRunOrNowhere() {
        state("news");
        state("news");

        assertThat(events.log().behind("other-1")).isZero();
        assertThat(events.log().behind("run-7")).isZero();
        assertThat(events.log().behind("run-x")).isZero();
        assertThat(events.log().behind("nonsense")).isZero();
        assertThat(events.log().behind("run-1")).isEqualTo(2);
    }

    @Test
    void tellsOnlyOfTheSourceThatWasAskedFor() {
        follow(0, Optional.of("news"));

        state("other");
        state("news");

        assertThat(ids(told())).containsExactly("run-1");
    }

    @Test
    void countsWhatOneDidNotTakeInTimeAndTellsHim() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        follow(0, Optional.empty());
        // A channel that takes nothing: what was written stays in its queue.
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        for (int i = 0; i < EventReporter.KEPT + 10; i++) {
            nanos += TimeUnit.SECONDS.toNanos(1);
            state("news");
        }
        channel.runPendingTasks();
        assertThat(ids(told())).isEmpty();

        channel.config().setWriteBufferWaterMark(WriteBufferWaterMark.DEFAULT);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();

        assertThat(missed).isEqualTo(10);
        String told = told();
        assertThat(told).contains("event: missed").contains("\"count\":10");
        assertThat(ids(told)).startsWith("run-9", "run-10").endsWith("run-" + (EventReporter.KEPT + 9));
    }

    @Test
    void showsInSilenceThatItIsThere() {
        channel.freezeTime();
        follow(0, Optional.empty());
        told();

        pass(EventFollower.KEEPALIVE);
        pass(EventFollower.KEEPALIVE);

        assertThat(told()).isEqualTo(": keepalive\n\n");
    }

    @Test
    void endsWithOneWhoTakesNothing() {
        channel.freezeTime();
        follow(0, Optional.empty());
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

        for (int i = 0; i < 3; i++) {
            pass(EventFollower.KEEPALIVE);
        }
        assertThat(channel.isOpen()).isTrue();
        pass(EventFollower.KEEPALIVE);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void countsWhatIsMoreThanASecondBears() {
        follow(0, Optional.empty());
        for (int i = 0; i < EventReporter.EVENTS_PER_SECOND + 50; i++) {
            events.onRefused(LAN, Refusal.FULL);
        }
        events.control("news", "restart", "192.0.2.1:1", "done", "again");
        assertThat(later).hasSize(1);
        later.get(0).run();

        String told = told();
        assertThat(ids(told)).hasSize(EventReporter.EVENTS_PER_SECOND + 2);
        assertThat(told).contains("event: control").contains("\"count\":50");
    }

    private void follow(long next, Optional<String> source) {
        new EventFollower(events.log(), channel, next, source, gone -> missed += gone, NOW).begin();
    }

    private void state(String source) {
        events.source(source).onStateChanged(new SourceState.Idle(), new SourceState.Idle());
        channel.runPendingTasks();
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private String told() {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return text.toString();
    }

    private static List<String> ids(String text) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = Pattern.compile("^id: (.*)$", Pattern.MULTILINE).matcher(text);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }
}
