package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The seat of one source with publishers who come and go, with time moved by hand: grace 2 s. */
final class PublisherSeatTest {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ManualLoop time = new ManualLoop();
    private final PublisherSeat seat = new PublisherSeat("publish:", false, GRACE, (loop, onFailed) -> {});
    private final Sink sink = new Sink();
    private final Somebody first = new Somebody("first");

    @AfterEach
    void freesEverything() {
        time.close();
        LeakPresenceDetector.check();
    }

    @Test
    void readsWhoComesWhileTheRunBegins() {
        // given
        Input run = seat.open(time.loop(), sink);
        seat.claim(first, Optional.empty(), false, first);

        // when
        run.start();
        time.run();
        first.sends("one");
        time.run();

        // then
        assertThat(sink.heard).containsExactly("connected", "one");
        assertThat(first.reading).isTrue();
    }

    @Test
    void keepsWhatCameForTheNextRunWhenTheOneThatTakesItStops() {
        // given: three pieces wait for a run, which stops at the first of them
        Input stopping = seat.open(time.loop(), sink);
        seat.claim(first, Optional.empty(), false, first);
        time.run();
        first.sends("one");
        first.sends("two");
        first.sends("three");
        time.run();
        sink.atBytes = stopping::stop;
        stopping.start();
        time.run();
        assertThat(sink.heard).containsExactly("connected", "one");

        // when
        Sink next = new Sink();
        seat.open(time.loop(), next).start();
        time.run();

        // then
        assertThat(next.heard).containsExactly("connected", "two", "three");
    }

    @Test
    void freesWhatNobodyTookWhenTheSourceStops() {
        // given
        seat.attend(time.loop(), () -> {});
        seat.claim(first, Optional.empty(), false, first);
        time.run();
        first.sends("one");
        time.run();

        // when
        seat.dismiss();
        first.sends("two");
        time.run();

        // then: no buffer is left, and nobody is let in any more
        Somebody late = new Somebody("late");
        seat.claim(late, Optional.empty(), false, late);
        time.run();
        assertThat(late.refused).isEqualTo("the source has stopped");
        assertThat(first.dismissed).isTrue();
    }

    /** Who publishes. */
    private static final class Somebody implements Publisher, PublisherSeat.Claim {

        private final String name;
        private @Nullable Publication publication;
        boolean reading;
        boolean dismissed;
        String refused = "";

        Somebody(String name) {
            this.name = name;
        }

        void sends(String text) {
            Objects.requireNonNull(publication).offer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }

        @Override
        public void onSeated(Publication seated) {
            publication = seated;
        }

        @Override
        public void onRefused(String why) {
            refused = why;
        }

        @Override
        public String address() {
            return name;
        }

        @Override
        public void autoRead(boolean on) {
            reading = on;
        }

        @Override
        public void taken() {}

        @Override
        public void dismiss(String why) {
            dismissed = true;
        }
    }

    /** Writes down what it is told. */
    private static final class Sink implements InputSink {

        final List<String> heard = new ArrayList<>();
        Runnable atBytes = () -> {};

        @Override
        public void onConnected(InputRun run) {
            heard.add("connected");
        }

        @Override
        public void onResumed() {
            heard.add("resumed");
        }

        @Override
        public void onItem(InputRun run) {
            heard.add("item");
        }

        @Override
        public void onAlive() {}

        @Override
        public void onBytes(ByteBuf bytes) {
            heard.add(bytes.toString(StandardCharsets.US_ASCII));
            atBytes.run();
        }

        @Override
        public long patienceNanos() {
            return 0;
        }

        @Override
        public void onTitle(String title) {
            heard.add("title " + title);
        }

        @Override
        public void onEnded() {
            heard.add("ended");
        }

        @Override
        public void onLost(InputFailure failure) {
            heard.add("lost " + failure.reason().word());
        }
    }
}
