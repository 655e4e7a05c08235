package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReadGatherTest {

    private static final long REST = 5_000_000;

    private final ReadGather reads = new ReadGather();
    private final EmbeddedChannel channel = new EmbeddedChannel(reads);

    @BeforeEach
    void standTheClockStill() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void readsBytesAsTheyComeUntilItIsToldOtherwise() {
        comes(100);

        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void restsAfterAReadThatBroughtLittle() {
        reads.rest(REST);

        comes(100);

        assertThat(channel.config().isAutoRead()).isFalse();
        ByteBuf given = channel.readInbound();
        assertThat(given.release()).isTrue();
        passes(REST - 1);
        assertThat(channel.config().isAutoRead()).isFalse();
        passes(1);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void readsOnAfterAReadThatBroughtMuch() {
        reads.rest(REST);

        comes(16 * 1024);

        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void staysStoppedWhenTheRestIsOver() {
        reads.rest(REST);
        comes(100);

        reads.autoRead(false);
        passes(REST);

        assertThat(channel.config().isAutoRead()).isFalse();
        reads.autoRead(true);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void restsToTheEndThoughToldToReadOn() {
        reads.rest(REST);
        comes(100);

        reads.autoRead(false);
        reads.autoRead(true);

        assertThat(channel.config().isAutoRead()).isFalse();
        passes(REST);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void leavesAClosedConnectionAlone() {
        reads.rest(REST);
        comes(100);

        channel.close();
        passes(REST);

        assertThat(channel.config().isAutoRead()).isFalse();
    }

    private void comes(int bytes) {
        channel.writeInbound(Unpooled.buffer(bytes).writeZero(bytes));
    }

    private void passes(long nanos) {
        channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }
}
