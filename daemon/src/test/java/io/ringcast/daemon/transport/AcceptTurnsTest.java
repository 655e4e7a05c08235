package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AcceptTurnsTest {

    private static final long ACCEPT_NANOS = 200_000;

    private long now = 1;
    private final EmbeddedChannel socket = new EmbeddedChannel(new AcceptTurns(() -> now += ACCEPT_NANOS / 2));

    @BeforeEach
    void standTheClockStill() {
        socket.freezeTime();
    }

    @AfterEach
    void close() {
        socket.finishAndReleaseAll();
    }

    @Test
    void goesOnAfterAFew() {
        accept(4);

        assertThat(socket.config().isAutoRead()).isTrue();
    }

    @Test
    void restsForAsLongAsABatchTook() {
        now = 0;
        socket.pipeline().fireChannelRead("first");
        now += 3_000_000;
        for (int i = 0; i < 15; i++) {
            socket.pipeline().fireChannelRead("next");
        }
        socket.pipeline().fireChannelReadComplete();

        assertThat(socket.config().isAutoRead()).isFalse();
        passes(3_000_000);
        assertThat(socket.config().isAutoRead()).isFalse();
        passes(ACCEPT_NANOS);
        assertThat(socket.config().isAutoRead()).isTrue();
    }

    @Test
    void leavesASocketAloneThatHasStoppedForAnotherReason() {
        socket.config().setAutoRead(false);
        accept(16);
        passes(TimeUnit.SECONDS.toNanos(10));

        assertThat(socket.config().isAutoRead()).isFalse();
    }

    private void accept(int connections) {
        for (int i = 0; i < connections; i++) {
            socket.pipeline().fireChannelRead("connection " + i);
        }
        socket.pipeline().fireChannelReadComplete();
    }

    private void passes(long nanos) {
        socket.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
        socket.runScheduledPendingTasks();
    }
}
