package io.ringcast.daemon.ring;

import static io.ringcast.daemon.ring.RingRig.CHUNK;
import static io.ringcast.daemon.ring.RingRig.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.util.LeakPresenceDetector;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RingTest {

    private static final byte[] TABLES = {0x47, 0x40, 0x00};
    private static final byte[] OTHER_TABLES = {0x47, 0x40, 0x01};

    private final RingRig rig = RingRig.ofChunks(4);
    private final Ring ring = rig.ring;

    @AfterEach
    void noLeaks() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void refusesMoreThanItCanAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ring(1L << 45))
                .withMessageContaining("maxBytes");
    }

    @Test
    void slicesUpToTheEndOfAChunk() {
        rig.fill(2);

        ByteBuf slice = Objects.requireNonNull(ring.retainedSlice(CHUNK - 10, 100));

        assertThat(RingRig.bytesOf(slice)).isEqualTo(RingRig.bytes(CHUNK - 10, 10));
        slice.release();
    }

    @Test
    void slicesNoMoreThanAsked() {
        rig.fill(1);

        assertThat(rig.sliced(1000, 24)).isEqualTo(RingRig.bytes(1000, 24));
    }

    @Test
    void givesNoSliceOfWhatWasEvicted() {
        rig.fill(20);

        assertThat(ring.tail()).isEqualTo(15L * CHUNK);
        assertThat(rig.sliced(ring.tail() - 1, 1)).isNull();
        assertThat(rig.sliced(ring.tail(), 1)).isEqualTo(RingRig.bytes(ring.tail(), 1));
    }

    @Test
    void givesNoSliceOfAnOffsetWhoseSlotIsUsedAgain() {
        rig.fill(64);

        for (long offset = 0; offset < ring.tail(); offset += CHUNK) {
            assertThat(rig.sliced(offset, 1)).isNull();
        }
    }

    @Test
    void readsAcrossChunks() {
        rig.fill(4);
        byte[] to = new byte[2 * CHUNK + 5];

        assertThat(ring.read(CHUNK - 3, to)).isTrue();

        assertThat(to).isEqualTo(RingRig.bytes(CHUNK - 3, to.length));
    }

    @Test
    void readsNothingThatWasEvicted() {
        rig.fill(20);

        assertThat(ring.read(14L * CHUNK, new byte[2 * CHUNK])).isFalse();
    }

    @Test
    void givesNoSliceOfWhatWasClearedFromTheChunkThatIsWrittenOn() {
        rig.append(10, 1000);
        rig.writer.publish();
        rig.writer.clear();
        rig.append(1, 1000);
        rig.writer.publish();

        assertThat(rig.sliced(0, 100)).isNull();
        assertThat(rig.sliced(9_999, 1)).isNull();
        assertThat(ring.read(9_500, new byte[1000])).isFalse();
        assertThat(rig.sliced(10_000, 1000)).isEqualTo(RingRig.bytes(10_000, 1000));
    }

    @Test
    void startsAtTheNewestJoinPointAtOrBeforeAnOffset() {
        joinPointThenUnits(TABLES, 10);
        joinPointThenUnits(OTHER_TABLES, 10);

        assertThat(joinAtOrBefore(9_999)).isZero();
        assertThat(joinAtOrBefore(10_000)).isEqualTo(10_000);
        assertThat(joinAtOrBefore(Long.MAX_VALUE)).isEqualTo(10_000);
        assertThat(Objects.requireNonNull(ring.joinPointAtOrBefore(15_000)).preamble())
                .isSameAs(OTHER_TABLES);
        assertThat(ring.joinPointAtOrBefore(-1)).isNull();
    }

    @Test
    void startsAtTheOldestJoinPointAtOrAfterAnOffset() {
        rig.append(5, 1000);
        joinPointThenUnits(TABLES, 10);
        joinPointThenUnits(OTHER_TABLES, 10);

        assertThat(joinAtOrAfter(0)).isEqualTo(5_000);
        assertThat(joinAtOrAfter(5_001)).isEqualTo(15_000);
        assertThat(ring.joinPointAtOrAfter(15_001)).isNull();
    }

    @Test
    void hidesAJoinPointUntilTheBytesBeforeItArePublished() {
        rig.append(5, 1000);
        rig.writer.joinPoint(TABLES);
        rig.append(5, 1000);
        assertThat(ring.joinPointAtOrBefore(Long.MAX_VALUE)).isNull();
        assertThat(ring.joinPointAtOrAfter(0)).isNull();

        rig.writer.publish();

        assertThat(joinAtOrBefore(Long.MAX_VALUE)).isEqualTo(5_000);
    }

    @Test
    void hidesJoinPointsBelowTheTail() {
        joinPointThenUnits(TABLES, 10);
        rig.fill(20);

        assertThat(ring.joinPointAtOrBefore(Long.MAX_VALUE)).isNull();
        assertThat(ring.joinPointAtOrAfter(0)).isNull();
    }

    @Test
    void keepsOneJoinPointPerQuarterSecond() {
        joinPointThenUnits(TABLES, 10);

        rig.clock.advance(249 * MILLIS);
        rig.writer.joinPoint(OTHER_TABLES);
        rig.append(10, 1000);
        rig.writer.publish();

        assertThat(joinAtOrBefore(Long.MAX_VALUE)).isZero();
    }

    @Test
    void takesTheLastPreambleSaidOfTheSameOffset() {
        rig.writer.joinPoint(TABLES);
        rig.writer.joinPoint(OTHER_TABLES);
        rig.append(1, 1000);
        rig.writer.publish();

        assertThat(Objects.requireNonNull(ring.joinPointAtOrBefore(0)).preamble())
                .isSameAs(OTHER_TABLES);
        assertThat(Objects.requireNonNull(ring.joinPointAtOrAfter(0)).preamble())
                .isSameAs(OTHER_TABLES);
    }

    @Test
    void findsTheOffsetThatWasPublishedSoLongAgo() {
        long began = rig.clock.getAsLong();
        for (int second = 0; second < 10; second++) {
            rig.append(1, 1000);
            rig.writer.publish();
            rig.clock.advance(1000 * MILLIS);
        }

        assertThat(ring.offsetAtOrBefore(began - 1)).isZero();
        assertThat(ring.offsetAtOrBefore(began)).isEqualTo(1000);
        assertThat(ring.offsetAtOrBefore(began + 4500 * MILLIS)).isEqualTo(5000);
        assertThat(ring.offsetAtOrBefore(rig.clock.getAsLong())).isEqualTo(10_000);
    }

    @Test
    void neverFindsAnOffsetBelowTheTail() {
        long began = rig.clock.getAsLong();
        rig.fill(1);
        rig.clock.advance(1000 * MILLIS);
        rig.fill(20);

        assertThat(ring.offsetAtOrBefore(began)).isEqualTo(ring.tail());
    }

    @Test
    void knowsWhenAByteWasPublished() {
        long began = rig.clock.getAsLong();
        rig.append(1, 1000);
        rig.writer.publish();
        rig.clock.advance(1000 * MILLIS);
        rig.append(1, 1000);
        rig.writer.publish();
        long now = rig.clock.getAsLong() + 5;

        assertThat(ring.publishedNanos(0, now)).isEqualTo(began);
        assertThat(ring.publishedNanos(999, now)).isEqualTo(began);
        assertThat(ring.publishedNanos(1000, now)).isEqualTo(began + 1000 * MILLIS);
        assertThat(ring.publishedNanos(2000, now)).isEqualTo(now);
    }

    @Test
    void knowsWhenTheLastBytesBeforeAPauseWerePublished() {
        rig.append(1, 1000);
        rig.writer.publish();
        rig.clock.advance(50 * MILLIS);
        rig.append(1, 1000);
        rig.writer.publish();
        long paused = rig.clock.getAsLong();
        rig.clock.advance(10_000 * MILLIS);

        assertThat(ring.publishedNanos(1500, rig.clock.getAsLong())).isEqualTo(paused);
        assertThat(ring.offsetAtOrBefore(paused)).isEqualTo(2000);
        rig.append(1, 1000);
        rig.writer.publish();

        assertThat(ring.publishedNanos(1500, rig.clock.getAsLong())).isEqualTo(paused);
        assertThat(ring.offsetAtOrBefore(paused)).isEqualTo(2000);
    }

    @Test
    void knowsTheTimesOfALongRingToTenSeconds() {
        long began = rig.clock.getAsLong();
        for (int i = 0; i < 20_000; i++) {
            rig.append(1, 10);
            rig.writer.publish();
            rig.clock.advance(100 * MILLIS);
        }
        long now = rig.clock.getAsLong();

        for (int i = 200; i < 20_000; i += 37) {
            long at = began + i * 100L * MILLIS;
            assertThat(ring.publishedNanos(i * 10L, now)).isBetween(at, at + 10_100L * MILLIS);
            assertThat(ring.offsetAtOrBefore(at)).isBetween(i * 10L - 1010L, i * 10L + 10L);
        }
    }

    private void joinPointThenUnits(byte[] preamble, int units) {
        rig.clock.advance(RingWriter.JOIN_NANOS);
        rig.writer.joinPoint(preamble);
        rig.append(units, 1000);
        rig.writer.publish();
    }

    private long joinAtOrBefore(long offset) {
        return Objects.requireNonNull(ring.joinPointAtOrBefore(offset)).offset();
    }

    private long joinAtOrAfter(long offset) {
        return Objects.requireNonNull(ring.joinPointAtOrAfter(offset)).offset();
    }
}
