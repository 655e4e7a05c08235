package io.ringcast.daemon.ring;

import static io.ringcast.daemon.ring.RingRig.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldBackTest {

    private final RingRig rig = RingRig.ofChunks(16);
    private int wakes;

    @AfterEach
    void noLeaks() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void holdsNothingAtFirst() {
        HoldBack hold = rig.ring.holdBack();

        rig.fill(40);

        assertThat(hold.lowest()).isEqualTo(HoldBack.NOTHING);
        assertThat(rig.writer.hasRoom()).isTrue();
        assertThat(rig.ring.tail()).isEqualTo(23L * CHUNK);
    }

    @Test
    void keepsEverythingThatIsHeldWhileTheWriterAsksForRoom() {
        HoldBack hold = rig.ring.holdBack();
        hold.hold(0);

        int appended = 0;
        while (rig.writer.hasRoom()) {
            rig.fill(1);
            appended++;
        }

        assertThat(appended).isBetween(8, 16);
        assertThat(rig.ring.tail()).isZero();
        assertThat(rig.sliced(0, CHUNK)).isEqualTo(RingRig.bytes(0, CHUNK));
    }

    @Test
    void keepsWhatIsHeldWhenAQuarterMebibyteFollowsAGrantedRoom() {
        for (int chunks : new int[] {1, 2, 3, 4, 5, 8, 16, 80}) {
            try (RingRig small = RingRig.ofChunks(chunks)) {
                HoldBack hold = small.ring.holdBack();
                hold.hold(0);
                while (small.writer.hasRoom()) {
                    small.append(256, 1024);
                    small.writer.publish();
                }
                assertThat(small.ring.tail()).as("ring of %d chunks", chunks).isZero();
                assertThat(small.ring.head()).as("ring of %d chunks", chunks).isPositive();
            }
        }
    }

    @Test
    void givesRoomInTheSmallestRingToAListenerThatHasReadAll() {
        for (int chunks : new int[] {1, 2, 3, 4}) {
            try (RingRig small = RingRig.ofChunks(chunks)) {
                HoldBack hold = small.ring.holdBack();
                hold.hold(0);
                for (int i = 0; i < 20; i++) {
                    assertThat(small.writer.hasRoom())
                            .as("ring of %d chunks", chunks)
                            .isTrue();
                    small.fill(1);
                    assertThat(small.ring.tail()).isLessThanOrEqualTo(hold.lowest());
                    hold.hold(small.ring.head());
                }
            }
        }
    }

    @Test
    void losesWhatItHoldsToAWriterThatDoesNotAsk() {
        HoldBack hold = rig.ring.holdBack();
        hold.hold(0);

        rig.fill(100);

        assertThat(rig.ring.tail()).isPositive();
        assertThat(rig.ring.heldBytes()).isLessThanOrEqualTo((16L + 1 + 4 + 1) * CHUNK);
    }

    @Test
    void countsTheLowestOfAllHolds() {
        HoldBack low = rig.ring.holdBack();
        HoldBack high = rig.ring.holdBack();
        rig.fill(10);
        low.hold(0);
        high.hold(10L * CHUNK);
        rig.fill(4);
        assertThat(rig.writer.hasRoom()).isFalse();

        low.hold(9L * CHUNK);

        assertThat(rig.writer.hasRoom()).isTrue();
    }

    @Test
    void wakesTheWriterOnceWhenItMoves() {
        HoldBack hold = rig.ring.holdBack();
        hold.hold(0);
        rig.fill(14);
        rig.writer.whenRoom(() -> wakes++);
        assertThat(wakes).isZero();

        hold.hold(10L * CHUNK);
        hold.hold(11L * CHUNK);

        assertThat(wakes).isOne();
        assertThat(rig.writer.hasRoom()).isTrue();
    }

    @Test
    void wakesTheWriterWhenItIsRemoved() {
        HoldBack hold = rig.ring.holdBack();
        hold.hold(0);
        rig.fill(14);
        rig.writer.whenRoom(() -> wakes++);

        rig.ring.remove(hold);

        assertThat(wakes).isOne();
        assertThat(rig.writer.hasRoom()).isTrue();
    }

    @Test
    void wakesAWriterAtOnceThatAsksWhenThereIsRoom() {
        rig.writer.whenRoom(() -> wakes++);

        assertThat(wakes).isOne();
    }

    @Test
    void letsTheRingComeBackToItsLimitWhenItIsGone() {
        HoldBack hold = rig.ring.holdBack();
        hold.hold(0);
        rig.fill(20);

        rig.ring.remove(hold);
        rig.fill(1);

        assertThat(rig.ring.heldBytes()).isLessThanOrEqualTo(17L * CHUNK);
    }
}
