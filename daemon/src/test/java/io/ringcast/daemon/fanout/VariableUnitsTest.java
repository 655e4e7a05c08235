package io.ringcast.daemon.fanout;

import static io.ringcast.daemon.fanout.FakePeer.EVERYTHING;
import static io.ringcast.daemon.fanout.FanoutRig.KIB;
import static io.ringcast.daemon.fanout.FanoutRig.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.fanout.Listener.Turn;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners of formats whose units differ in size. */
final class VariableUnitsTest {

    private static final Format FRAMES = new Format("frames", "audio/x-frames", Format.VARIABLE, true);

    private final FanoutRig rig = new FanoutRig();
    private final FakePeer stopped = new FakePeer(rig.loop(), 0);
    private final List<Long> ends = new ArrayList<>();

    @AfterEach
    void close() {
        stopped.forget();
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void leavesASlowListenerBetweenUnits() {
        // given
        rig.begin(FRAMES, false);
        rig.splice.onJoinPoint(new byte[0]);
        for (int i = 0; i < 400; i++) {
            unit(417);
        }
        Listener listener = listener();
        stopped.straight = true;

        // when, then
        for (Turn turn = turn(listener); turn == Turn.FULL; turn = turn(listener)) {
            assertThat(ends).contains(listener.cursor());
            assertThat(stopped.pending()).isLessThan(20 * KIB);
            stopped.take(5000);
        }
        stopped.take(EVERYTHING);
        assertThat(stopped.gotBytes()).isEqualTo(400 * 417);
    }

    @Test
    void queuesLittleOfALargeUnit() {
        // given
        rig.begin(FRAMES, false);
        rig.splice.onJoinPoint(new byte[0]);
        unit(500_000);
        unit(100);
        Listener listener = listener();

        // when, then
        for (Turn turn = turn(listener); turn == Turn.FULL; turn = turn(listener)) {
            assertThat(stopped.pending()).isLessThanOrEqualTo(128 * KIB);
            stopped.take(50_000);
        }
        stopped.take(EVERYTHING);
        assertThat(stopped.gotBytes()).isEqualTo(500_100);
    }

    @Test
    void endsWhoeverIsLappedInALargeUnit() {
        // given
        rig.begin(FRAMES, false);
        rig.splice.onJoinPoint(new byte[0]);
        unit(500_000);
        Listener listener = listener();
        assertThat(turn(listener)).isEqualTo(Turn.FULL);

        // when
        lap();
        stopped.take(EVERYTHING);

        // then
        assertThat(turn(listener)).isEqualTo(Turn.LAPPED);
        assertThat(listener.lappedForGood()).isTrue();
    }

    @Test
    void movesWhoeverIsLappedBetweenUnits() {
        // given
        rig.begin(FRAMES, false);
        rig.splice.onJoinPoint(new byte[0]);
        for (int i = 0; i < 400; i++) {
            unit(417);
        }
        Listener listener = listener();
        assertThat(turn(listener)).isEqualTo(Turn.FULL);

        // when
        lap();
        stopped.take(EVERYTHING);

        // then
        assertThat(turn(listener)).isEqualTo(Turn.LEVEL);
        assertThat(listener.snapshot(rig.now()).skips()).isOne();
    }

    /** More than the ring holds, with a place to join. */
    private void lap() {
        for (int i = 0; i < 40; i++) {
            unit(40_000);
        }
        rig.spend(Duration.ofSeconds(1));
        rig.splice.onJoinPoint(new byte[] {1});
        unit(1000);
    }

    private void unit(int bytes) {
        rig.splice.onUnits(Unpooled.wrappedBuffer(new byte[bytes]));
        rig.splice.flush();
        ends.add(rig.stream.ring().head());
    }

    private Listener listener() {
        ListenerRequest request = rig.request(TERMS.join(new JoinSpec.Keyframe()));
        stopped.admission(rig.fanout.admission(rig.loop(), request, stopped));
        return new Listener(1, request, stopped, rig.stream.startOldest().orElseThrow(), FanoutRig.TODAY, rig.now());
    }

    private Turn turn(Listener listener) {
        Batch batch = new Batch(rig.stream.ring());
        try {
            return listener.turn(batch, rig.stream.ring().head());
        } finally {
            batch.close();
        }
    }
}
