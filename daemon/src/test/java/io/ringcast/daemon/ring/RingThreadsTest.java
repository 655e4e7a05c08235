package io.ringcast.daemon.ring;

import static io.ringcast.daemon.ring.RingRig.CHUNK;
import static io.ringcast.daemon.ring.RingRig.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer and several reading loops on threads of their own; a wake that is lost shows as a test that does not end. */
@Timeout(60)
class RingThreadsTest {

    private final List<ExecutorService> loops = new ArrayList<>();

    @AfterEach
    void endLoops() throws InterruptedException {
        for (ExecutorService loop : loops) {
            loop.shutdown();
            assertThat(loop.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        LeakPresenceDetector.check();
    }

    @Test
    void everyWaitingReaderGetsEveryByteAndOthersOnlyRightOnes() throws Exception {
        long total = 48 * MIB;
        try (RingRig rig = new RingRig(8 * MIB, RingLimit.ofBytes(MIB))) {
            Semaphore room = new Semaphore(0);
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(new Reader(rig.ring, loop(), total, i, i % 2 == 0, bytes -> {}));
            }
            readers.forEach(Reader::start);

            Random random = new Random(42);
            while (rig.writer.written() < total) {
                while (!rig.writer.hasRoom()) {
                    rig.writer.whenRoom(room::release);
                    room.acquire();
                }
                int length = (int) Math.min(
                        1 + random.nextInt(random.nextInt(8) == 0 ? 200_000 : 3_000), total - rig.writer.written());
                rig.append(length, 1);
                rig.writer.publish();
            }
            for (Reader reader : readers) {
                reader.end.get(50, TimeUnit.SECONDS);
            }

            assertThat(readers).filteredOn(reader -> reader.hold != null).allSatisfy(reader -> {
                assertThat(reader.read).isEqualTo(total);
                assertThat(reader.laps).isZero();
            });
            rig.writer.close();
            assertThat(rig.pool.heldBytes()).isZero();
            assertThat(rig.pool.inFlightBytes()).isZero();
        }
    }

    @Test
    void noWakeIsLostBetweenLookingAndSleeping() throws Exception {
        int rounds = 30_000;
        try (RingRig rig = RingRig.ofChunks(4)) {
            Semaphore seen = new Semaphore(0);
            Reader reader = new Reader(rig.ring, loop(), rounds, 1, true, seen::release);
            reader.start();

            for (int i = 0; i < rounds; i++) {
                rig.append(1, 1);
                rig.writer.publish();
                assertThat(seen.tryAcquire(20, TimeUnit.SECONDS))
                        .as("round %d", i)
                        .isTrue();
            }

            reader.end.get(20, TimeUnit.SECONDS);
            assertThat(reader.wakes).isPositive();
        }
    }

    @Test
    void readersOnManyThreadsNeverSeeAnotherChunksBytesWhileTheyAreLapped() throws Exception {
        long total = 64 * MIB;
        try (RingRig rig = new RingRig(2 * MIB, RingLimit.ofBytes(2L * CHUNK))) {
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(new Reader(rig.ring, loop(), total, i, false, bytes -> {}));
            }
            readers.forEach(Reader::start);

            while (rig.writer.written() < total) {
                rig.append(64, 1000);
                rig.writer.publish();
            }
            rig.append(1, 1);
            rig.writer.publish();
            for (Reader reader : readers) {
                reader.end.get(50, TimeUnit.SECONDS);
            }

            assertThat(readers.stream().mapToLong(reader -> reader.read).sum()).isPositive();
            rig.writer.close();
            assertThat(rig.pool.inFlightBytes()).isZero();
        }
    }

    private ExecutorService loop() {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        loops.add(loop);
        return loop;
    }

    /** A cursor on a loop of its own that checks each byte, keeps some slices for a while, and parks when it has read all. */
    private static final class Reader {
        private static final int SLICES_KEPT = 6;

        final CompletableFuture<Void> end = new CompletableFuture<>();
        final @Nullable HoldBack hold;

        // On the loop, read by the test after the end.
        long read;
        int laps;
        int wakes;

        private final Ring ring;
        private final ExecutorService loop;
        private final Parking parking;
        private final long total;
        private final Random random;
        private final IntConsumer onRead;
        private final Queue<Kept> kept = new ArrayDeque<>();
        private long at;

        private record Kept(ByteBuf slice, long offset) {}

        Reader(Ring ring, ExecutorService loop, long total, long seed, boolean waits, IntConsumer onRead) {
            this.ring = ring;
            this.loop = loop;
            this.total = total;
            this.random = new Random(seed);
            this.onRead = onRead;
            this.parking = ring.parking(loop, this::woken);
            this.hold = waits ? ring.holdBack() : null;
            if (hold != null) {
                hold.hold(0);
            }
        }

        void start() {
            loop.execute(this::run);
        }

        private void woken() {
            wakes++;
            run();
        }

        private void run() {
            try {
                while (at < total) {
                    long seen = ring.changes();
                    readToHead();
                    if (at < total && parking.park(seen)) {
                        return;
                    }
                }
                while (!kept.isEmpty()) {
                    release();
                }
                end.complete(null);
            } catch (RuntimeException | AssertionError e) {
                end.completeExceptionally(e);
            }
        }

        private void readToHead() {
            for (long head = ring.head(); at < head; head = ring.head()) {
                ByteBuf slice = ring.retainedSlice(at, 1 + random.nextInt((int) Math.min(head - at, CHUNK)));
                if (slice == null) {
                    laps++;
                    at = ring.tail();
                    continue;
                }
                int bytes = slice.readableBytes();
                kept.add(new Kept(slice, at));
                at += bytes;
                read += bytes;
                if (hold != null) {
                    hold.hold(at);
                }
                if (kept.size() > SLICES_KEPT || random.nextBoolean()) {
                    release();
                }
                onRead.accept(bytes);
            }
        }

        private void release() {
            Kept oldest = kept.remove();
            byte[] held = RingRig.bytesOf(oldest.slice());
            oldest.slice().release();
            for (int i = 0; i < held.length; i++) {
                if (held[i] != RingRig.byteAt(oldest.offset() + i)) {
                    throw new AssertionError("wrong byte at " + (oldest.offset() + i));
                }
            }
        }
    }
}
