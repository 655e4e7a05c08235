package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.stream.Run;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a {@link Pacer} releases when, with time moved by hand. */
final class PacerTest {

    private static final Run ITEM = new Run(Format.MPEG_TS, Optional.empty(), true);
    private static final Run LIVE = new Run(Format.OPAQUE, Optional.empty(), false);
    private static final Pace CLOCKED = new Pace.MediaClock();
    private static final Pace UNPACED = new Pace.Unpaced();
    private static final long TICKS_PER_MS = 27_000;
    private static final int UNIT = 188;
    private static final Duration LEAD = Duration.ofSeconds(2);

    private final ManualLoop time = new ManualLoop();
    private final RecordingWriter out = new RecordingWriter();
    private final Pacer pacer = new Pacer(time.loop(), time.ticker(), out, LEAD, PrefetchSpec.NONE);

    @AfterEach
    void freesEverything() {
        pacer.clear();
        time.close();
        LeakPresenceDetector.check();
    }

    @Test
    void passesUnpacedUnitsStraightThrough() {
        pacer.begin(LIVE, UNPACED);

        units(1000);
        pacer.flush();

        assertThat(out.flushedBytes()).isEqualTo(1000);
        assertThat(out.flushes()).isEqualTo(1);
    }

    @Test
    void releasesTheLeadAtOnceAndTheRestByItsClock() {
        pacer.begin(ITEM, CLOCKED);
        for (int ms = 0; ms <= 10_000; ms += 100) {
            clocked(ms);
        }

        pacer.flush();
        assertThat(out.flushedBytes()).isEqualTo(21 * UNIT); // clocks 0 to 2,000 ms
        time.advance(Duration.ofMillis(1_500));
        assertThat(out.flushedBytes()).isEqualTo(36 * UNIT);
        time.advance(Duration.ofMillis(6_500));
        assertThat(out.flushedBytes()).isEqualTo(101 * UNIT);
    }

    @Test
    void tellsClocksAndJoinPointsWithTheUnitsTheyAreAbout() {
        pacer.begin(ITEM, CLOCKED);
        clocked(1);
        clocked(1_001);

        pacer.onJoinPoint(new byte[0]);
        clocked(2_501);

        assertThat(out.events()).containsExactly("begin mpegts finite", "clock 27000 at 0", "clock 27027000 at 188");
        time.advance(Duration.ofMillis(510));
        assertThat(out.events()).hasSize(5).endsWith("clock 67527000 at 376", "join at 376");
    }

    @Test
    void doesNotDriftOverHours() {
        pacer.begin(ITEM, CLOCKED);
        long begin = time.ticker().nanoTime();
        long unitsIn = 0;

        // Two hours of a clock every 40 ms, across the wrap of the PCR, kept just ahead of the schedule.
        for (long ms = 0; ms < 2 * 3_600_000L; ms += 40) {
            clocked(Schedule.ByMediaClock.WRAP_TICKS / TICKS_PER_MS - 3_600_000L + ms);
            unitsIn++;
            if (!pacer.hasRoom()) {
                time.advance(Duration.ofSeconds(4));
            }
        }
        long elapsedMs = (time.ticker().nanoTime() - begin) / 1_000_000;
        long released = out.size() / UNIT;

        // So many clocks are due: those up to the elapsed time and the lead, each at most one step late.
        assertThat(released).isLessThan(unitsIn);
        assertThat(released).isBetween((elapsedMs + 2_000 - 20) / 40, (elapsedMs + 2_000) / 40 + 1);
    }

    @Test
    void goesOnAcrossJumpsOfTheClock() {
        pacer.begin(ITEM, CLOCKED);
        for (int ms = 0; ms <= 2_000; ms += 100) {
            clocked(ms);
        }

        clocked(900_000); // 15 minutes ahead, unannounced
        clocked(900_100);
        clocked(50); // and back
        pacer.onClock(70 * TICKS_PER_MS, true); // 20 ms on, but announced as a jump
        units(UNIT);

        time.advance(Duration.ofMillis(410));
        assertThat(out.size()).isEqualTo(25 * UNIT);
        time.advance(Duration.ofSeconds(1));
        assertThat(out.size()).isEqualTo(25 * UNIT);
    }

    @Test
    void keepsTheBeginningOfAnItemBackUntilSoMuchOfItsClockIsThere() {
        Pacer prefetching = pacer(new PrefetchSpec.Time(Duration.ofSeconds(5)));

        prefetching.begin(ITEM, CLOCKED);
        for (int ms = 0; ms < 5_000; ms += 100) {
            clocked(prefetching, ms);
            prefetching.flush();
        }

        assertThat(out.size()).isEqualTo(50 * UNIT);
        assertThat(out.flushedBytes()).isZero();
        for (int ms = 5_000; ms <= 9_000; ms += 100) {
            clocked(prefetching, ms);
            prefetching.flush();
        }
        assertThat(out.flushedBytes()).isEqualTo(72 * UNIT); // 5 s that were gathered, and the lead behind them
        time.advance(Duration.ofMillis(1_050));
        assertThat(out.flushedBytes()).isEqualTo(82 * UNIT);
        prefetching.clear();
    }

    @Test
    void showsWhatIsThereWhenTheItemEndsBeforeItIsEnough() {
        Pacer prefetching = pacer(new PrefetchSpec.Size(1_000_000));
        AtomicInteger drained = new AtomicInteger();

        prefetching.begin(ITEM, UNPACED);
        units(prefetching, 3 * UNIT);
        prefetching.flush();
        long before = out.flushedBytes();
        prefetching.finish(drained::incrementAndGet);

        assertThat(before).isZero();
        assertThat(out.flushedBytes()).isEqualTo(3 * UNIT);
        assertThat(drained).hasValue(1);
    }

    @Test
    void keepsBackAShareOfAnItemWhoseLengthIsKnown() {
        Pacer prefetching = pacer(new PrefetchSpec.Share(10));

        prefetching.begin(item(OptionalLong.of(100L * UNIT)), UNPACED);
        units(prefetching, 9 * UNIT);
        prefetching.flush();
        long before = out.flushedBytes();
        units(prefetching, UNIT);
        prefetching.flush();

        assertThat(before).isZero();
        assertThat(out.flushedBytes()).isEqualTo(10 * UNIT);
    }

    @Test
    void keepsNothingBackOfAnItemOfUnknownLengthWhenAShareIsWanted() {
        Pacer prefetching = pacer(new PrefetchSpec.Share(10));

        prefetching.begin(item(OptionalLong.empty()), UNPACED);
        units(prefetching, UNIT);
        prefetching.flush();

        assertThat(out.flushedBytes()).isEqualTo(UNIT);
    }

    @Test
    void keepsBackAtMostHalfOfWhatTheRingKeeps() {
        out.capacity(20L * UNIT);
        Pacer prefetching = pacer(new PrefetchSpec.Size(1_000_000));

        prefetching.begin(ITEM, UNPACED);
        units(prefetching, 9 * UNIT);
        prefetching.flush();
        long before = out.flushedBytes();
        units(prefetching, UNIT);
        prefetching.flush();

        assertThat(before).isZero();
        assertThat(out.flushedBytes()).isEqualTo(10 * UNIT);
    }

    @Test
    void keepsNothingBackOfLiveStreamsNorOfItemsBehindOthers() {
        Pacer prefetching = pacer(new PrefetchSpec.Size(1_000_000));

        prefetching.begin(LIVE, UNPACED);
        units(prefetching, 10);
        prefetching.flush();
        long live = out.flushedBytes();
        prefetching.begin(ITEM, UNPACED);
        units(prefetching, UNIT);
        prefetching.flush();

        assertThat(live).isEqualTo(10);
        assertThat(out.flushedBytes()).isEqualTo(10 + UNIT);
    }

    @Test
    void paysTheLeadOnceAndKeepsThePaceFromItemToItem() {
        pacer.begin(ITEM, CLOCKED);
        for (int ms = 0; ms < 4_000; ms += 100) {
            clocked(ms);
        }
        time.advance(Duration.ofSeconds(2));

        pacer.begin(ITEM, CLOCKED);
        for (int ms = 0; ms < 4_000; ms += 100) {
            clocked(ms);
        }

        time.advance(Duration.ofSeconds(1));
        assertThat(out.size()).isEqualTo((40 + 11) * UNIT);
    }

    @Test
    void catchesUpAfterAnOutageByNoMoreThanTheLead() {
        pacer.begin(ITEM, CLOCKED);
        clocked(0);
        time.advance(Duration.ofMinutes(5));

        for (int ms = 40; ms <= 20_000; ms += 40) {
            if (pacer.hasRoom()) {
                clocked(ms);
            }
        }

        pacer.flush();
        assertThat(out.size() / UNIT).isBetween(50L, 53L);
    }

    @Test
    void releasesAtAFixedRateInWholeUnits() {
        pacer.begin(ITEM, new Pace.Rate(1_000_000)); // 125,000 bytes a second
        units(UNIT * 4_000);
        pacer.flush();
        long atOnce = out.size();

        time.advance(Duration.ofSeconds(2));

        assertThat(atOnce).isBetween(250_000L - UNIT, 250_000L);
        assertThat(out.size()).isBetween(500_000L - UNIT - 1_250, 500_000L);
        assertThat(out.size() % UNIT).isZero();
        assertThat(out.flushes()).isBetween(150, 202);
    }

    @Test
    void keepsAFixedRateOverManyMinutes() {
        pacer.begin(LIVE, new Pace.Rate(999_999));
        long begin = time.ticker().nanoTime();

        for (int i = 0; i < 1_200; i++) {
            units(125_000);
            while (!pacer.hasRoom()) {
                time.advance(Duration.ofSeconds(1));
            }
        }
        double seconds = (time.ticker().nanoTime() - begin) / 1e9;

        assertThat(out.size() * 8.0).isBetween((seconds + 2) * 999_999 - 12_000, (seconds + 2) * 999_999 + 8);
    }

    @Test
    void isFullAtItsBoundAndHasRoomAgainAtHalfOfIt() {
        AtomicInteger told = new AtomicInteger();
        pacer.begin(ITEM, CLOCKED);
        clocked(0);
        int ms = 2_000;
        while (pacer.hasRoom()) {
            ms += 100;
            clocked(ms);
        }

        pacer.whenRoom(told::incrementAndGet);
        time.advance(Duration.ofMillis(100L * (Pacer.MAX_ENTRIES / 2 - 2)));
        assertThat(told).hasValue(0);
        time.advance(Duration.ofMillis(400));
        assertThat(told).hasValue(1);
        assertThat(pacer.hasRoom()).isTrue();
    }

    @Test
    void writesNothingWhileTheStreamHasNoRoomAndGoesOnWhenItHas() {
        AtomicInteger told = new AtomicInteger();
        pacer.begin(LIVE, UNPACED);
        units(100);
        out.room(false);

        units(50);
        assertThat(pacer.hasRoom()).isFalse();
        pacer.whenRoom(told::incrementAndGet);
        time.advance(Duration.ofSeconds(1));
        assertThat(out.size()).isEqualTo(100);
        out.room(true);
        time.run();

        assertThat(out.flushedBytes()).isEqualTo(150);
        assertThat(told).hasValue(1);
    }

    @Test
    void keepsTheOrderOfRunsTitlesAndUnits() {
        AtomicInteger drained = new AtomicInteger();
        pacer.begin(LIVE, UNPACED);
        out.room(false);
        units(10);
        pacer.title("first");
        pacer.begin(ITEM, UNPACED);
        units(UNIT);
        pacer.finish(drained::incrementAndGet);
        assertThat(out.events()).containsExactly("begin opaque live");
        assertThat(drained).hasValue(0);

        out.room(true);
        time.run();

        assertThat(out.events()).containsExactly("begin opaque live", "title first", "begin mpegts finite");
        assertThat(out.size()).isEqualTo(10 + UNIT);
        assertThat(drained).hasValue(1);
    }

    @Test
    void endsAStreamOnceAndOnlyIfItBegan() {
        pacer.end();
        assertThat(out.events()).isEmpty();
        pacer.begin(LIVE, UNPACED);
        units(5);

        pacer.end();
        pacer.end();

        assertThat(out.events()).containsExactly("begin opaque live", "end at 5");
    }

    /** One unit that carries a clock. */
    private Pacer pacer(PrefetchSpec prefetch) {
        return new Pacer(time.loop(), time.ticker(), out, LEAD, prefetch);
    }

    private static Run item(OptionalLong length) {
        return new Run(Format.MPEG_TS, Optional.empty(), true, true, false, length);
    }

    private void clocked(long ms) {
        clocked(pacer, ms);
    }

    private static void clocked(Pacer to, long ms) {
        to.onClock(Math.floorMod(ms * TICKS_PER_MS, Schedule.ByMediaClock.WRAP_TICKS), false);
        units(to, UNIT);
    }

    private void units(int size) {
        units(pacer, size);
    }

    private static void units(Pacer to, int size) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.buffer(size).writeZero(size);
        to.onUnits(bytes);
        bytes.release();
    }
}
