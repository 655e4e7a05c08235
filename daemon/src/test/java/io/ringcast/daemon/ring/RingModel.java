package io.ringcast.daemon.ring;

import static io.ringcast.daemon.ring.RingRig.CHUNK;
import static io.ringcast.daemon.ring.RingRig.MIB;
import static io.ringcast.daemon.ring.RingRig.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ring beside a list of all bytes it was ever given, driven by one random sequence: appends, publications, cursors that skip or wait,
 * slices that stay in flight, clears, a neighbour that takes memory away. Each step checks what a reader can see.
 */
final class RingModel implements AutoCloseable {

    private static final int[] UNIT_SIZES = {1, 188, 1000, 70_000};
    private static final int MAX_BYTES = 24 * 1024 * 1024;
    private static final int MAX_IN_FLIGHT = 24;
    private static final int NEIGHBOUR_FLOOR = (int) (ChunkPool.RING_FLOOR_BYTES / CHUNK);

    private final Random random;
    private final RingRig rig;
    private final Ring ring;
    private final RingWriter writer;
    private final RingWriter neighbour;
    private final long limitChunks;

    private final byte[] bytes = new byte[MAX_BYTES];
    private final BitSet boundaries = new BitSet(MAX_BYTES + 1);
    private final List<Publication> publications = new ArrayList<>();
    private final List<JoinPoint> joins = new ArrayList<>();
    private final List<Cursor> cursors = new ArrayList<>();
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private int written;
    private int generation;
    /** What may be forgotten next. */
    private long marked;

    private int laps;
    private int steps;
    private int heldMost;
    private String last = "";

    /** All up to {@code head} was there at {@code nanos}. */
    private record Publication(long head, long nanos) {}

    /** A slice that a slow socket has not sent yet. */
    private record InFlight(ByteBuf slice, long offset, int generation) {}

    /** A reader; one with a hold waits, one without skips. */
    private static final class Cursor {
        private final @Nullable HoldBack hold;
        private long at;

        Cursor(long at, @Nullable HoldBack hold) {
            this.at = at;
            this.hold = hold;
        }
    }

    RingModel(long seed) {
        random = new Random(seed);
        long memory = (6 + random.nextInt(6)) * MIB;
        long ringBytes = random.nextBoolean()
                ? (2 + random.nextInt(40)) * (long) CHUNK + random.nextInt(CHUNK)
                : (4 + random.nextInt(6)) * MIB;
        RingLimit limit =
                random.nextInt(4) == 0 ? new RingLimit(ringBytes, 20_000 * MILLIS) : RingLimit.ofBytes(ringBytes);
        rig = new RingRig(memory, limit);
        ring = rig.ring;
        writer = rig.writer;
        neighbour = new RingWriter(rig.pool, RingLimit.ofBytes(8 * MIB), rig.clock);
        limitChunks = (ringBytes + CHUNK - 1) / CHUNK;
        boundaries.set(0);
    }

    /** How often a cursor was lapped. */
    int laps() {
        return laps;
    }

    void step() {
        steps++;
        rig.clock.advance((long) random.nextInt(300) * MILLIS / 2);
        int dice = random.nextInt(1000);
        if (dice < 300) {
            append();
        } else if (dice < 420) {
            act("publish", this::publish);
        } else if (dice < 760) {
            act("read", this::read);
        } else if (dice < 860) {
            act("release", this::release);
        } else if (dice < 900) {
            act("join", this::arrive);
        } else if (dice < 930) {
            act("leave", this::leave);
        } else if (dice < 970) {
            act("neighbour", this::neighbourWrites);
        } else if (dice < 985) {
            act("relieve", writer::relieve);
        } else if (dice < 992) {
            act("neighbour clears", neighbour::clear);
        } else if (dice < 994) {
            act("clear", this::clear);
        } else if (dice < 997) {
            act("forget", this::forget);
        } else {
            act("whole ring", () -> checkBytes(ring.tail(), ring.head()));
        }
        check();
    }

    /** Closes the ring and releases what is in flight: nothing may be left. */
    void end() {
        writer.close();
        neighbour.close();
        assertThat(rig.pool.heldBytes()).isZero();
        checkInFlight();
        while (!inFlight.isEmpty()) {
            release();
        }
        assertThat(rig.pool.inFlightBytes()).isZero();
        assertThat(rig.pool.overdraft()).isZero();
        assertThat(rig.pool.pressed()).isFalse();
    }

    @Override
    public void close() {
        writer.close();
        neighbour.close();
        inFlight.forEach(part -> part.slice().release());
        rig.close();
    }

    @Override
    public String toString() {
        return "step " + steps + " (" + last + "), tail " + ring.tail() + ", head " + ring.head() + ", written "
                + written + ", limit " + limitChunks + " chunks";
    }

    // ---- what happens

    private void act(String what, Runnable action) {
        last = what;
        action.run();
    }

    private void append() {
        int unitSize = UNIT_SIZES[random.nextInt(UNIT_SIZES.length)];
        if (unitSize > limitChunks * CHUNK) {
            unitSize = 188;
        }
        int units = 1 + random.nextInt(Math.max(1, Math.min(6000, 262_144 / unitSize)));
        last = "append " + units + " x " + unitSize;
        int length = units * unitSize;
        if (written + length > MAX_BYTES || !writer.hasRoom()) {
            return;
        }
        if (random.nextInt(3) == 0) {
            joinPoint();
        }
        byte[] fresh = new byte[length];
        random.nextBytes(fresh);
        System.arraycopy(fresh, 0, bytes, written, length);
        for (int unit = 1; unit <= units; unit++) {
            boundaries.set(written + unit * unitSize);
        }
        written += length;
        writer.append(Unpooled.wrappedBuffer(fresh), unitSize);
        noticePublication();
    }

    private void joinPoint() {
        byte[] preamble = {(byte) steps};
        JoinPoint join = new JoinPoint(written, rig.clock.getAsLong(), preamble);
        JoinPoint newest = joins.isEmpty() ? null : joins.get(joins.size() - 1);
        if (newest != null && newest.offset() == written) {
            joins.set(joins.size() - 1, join);
        } else if (newest == null || join.nanos() - newest.nanos() >= 250 * MILLIS) {
            joins.add(join);
        }
        writer.joinPoint(preamble);
    }

    private void publish() {
        writer.publish();
        assertThat(ring.head()).isEqualTo(written);
        noticePublication();
    }

    /** A ring publishes by itself what would not fit. */
    private void noticePublication() {
        long known = publications.isEmpty()
                ? 0
                : publications.get(publications.size() - 1).head();
        if (ring.head() != known) {
            publications.add(new Publication(ring.head(), rig.clock.getAsLong()));
        }
    }

    private void arrive() {
        if (cursors.size() >= 12) {
            return;
        }
        boolean waits = random.nextInt(4) == 0;
        HoldBack hold = waits ? ring.holdBack() : null;
        Cursor cursor = new Cursor(start(), hold);
        if (hold != null) {
            hold.hold(cursor.at);
            assertThat(ring.tail()).isLessThanOrEqualTo(cursor.at);
        }
        cursors.add(cursor);
    }

    /** Tail, head or a join point. */
    private long start() {
        JoinPoint join = ring.joinPointAtOrAfter(ring.tail() + random.nextInt((int) (ring.head() - ring.tail()) + 1));
        if (join != null && random.nextBoolean()) {
            return join.offset();
        }
        return random.nextBoolean() ? ring.tail() : ring.head();
    }

    private void leave() {
        if (!cursors.isEmpty()) {
            HoldBack hold = cursors.remove(random.nextInt(cursors.size())).hold;
            if (hold != null) {
                ring.remove(hold);
            }
        }
    }

    private void read() {
        if (cursors.isEmpty()) {
            return;
        }
        Cursor cursor = cursors.get(random.nextInt(cursors.size()));
        long there = ring.head() - cursor.at;
        if (there == 0) {
            return;
        }
        long length = 1 + (long) (random.nextDouble() * Math.min(there, 3 * CHUNK));
        ByteBuf slice = ring.retainedSlice(cursor.at, length);
        if (slice == null) {
            assertThat(cursor.at).as("lapped at").isLessThan(ring.tail());
            assertThat(cursor.hold).as("hold of a lapped cursor").isNull();
            laps++;
            cursor.at = start();
            return;
        }
        long untilChunkEnd = CHUNK - cursor.at % CHUNK;
        assertThat(slice.readableBytes()).isEqualTo((int) Math.min(length, untilChunkEnd));
        InFlight part = new InFlight(slice, cursor.at, generation);
        checkSlice(part);
        cursor.at += slice.readableBytes();
        if (cursor.hold != null) {
            cursor.hold.hold(cursor.at);
        }
        if (random.nextInt(3) == 0) {
            inFlight.add(part);
            if (inFlight.size() > MAX_IN_FLIGHT) {
                release();
            }
        } else {
            slice.release();
        }
    }

    /** The slices that were in flight longest are not always the ones to go first. */
    private void release() {
        InFlight part = random.nextBoolean() ? inFlight.pollFirst() : inFlight.pollLast();
        if (part != null) {
            checkSlice(part);
            part.slice().release();
        }
    }

    private void neighbourWrites() {
        neighbour.append(Unpooled.wrappedBuffer(new byte[(1 + random.nextInt(16)) * CHUNK]), 1);
        neighbour.publish();
    }

    private void forget() {
        writer.forget(marked);
        marked = writer.shown();
        for (Cursor cursor : cursors) {
            if (cursor.hold != null && cursor.at < ring.tail()) {
                cursor.at = ring.tail();
                cursor.hold.hold(ring.tail());
            }
        }
    }

    private void clear() {
        writer.clear();
        emptied();
    }

    private void emptied() {
        generation++;
        noticePublication();
        assertThat(ring.tail()).isEqualTo(written);
        for (Cursor cursor : cursors) {
            if (cursor.hold != null) {
                cursor.at = written;
                cursor.hold.hold(written);
            }
        }
    }

    // ---- what must be true

    private void check() {
        long tail = ring.tail();
        long head = ring.head();
        assertThat(writer.written()).isEqualTo(written);
        assertThat(tail).isBetween(0L, head);
        assertThat(head).isLessThanOrEqualTo(written);
        assertThat(boundaries.get((int) tail)).as("tail on a unit boundary").isTrue();
        assertThat(boundaries.get((int) head)).as("head on a unit boundary").isTrue();
        if (head > tail) {
            long from = tail + (long) (random.nextDouble() * (head - tail));
            checkBytes(from, Math.min(head, from + 2000));
            checkBytes(tail, Math.min(head, tail + 100));
            checkBytes(Math.max(tail, head - 100), head);
        }
        for (Cursor cursor : cursors) {
            if (cursor.hold != null) {
                assertThat(cursor.at).as("a held cursor").isGreaterThanOrEqualTo(tail);
            }
        }
        checkMemory();
        checkJoins();
        checkTimes();
    }

    private void checkBytes(long from, long to) {
        byte[] read = new byte[(int) (to - from)];
        assertThat(ring.read(from, read)).as("read %d to %d", from, to).isTrue();
        int wrong = Arrays.mismatch(read, 0, read.length, bytes, (int) from, (int) to);
        assertThat(wrong).as("first wrong byte from %d on", from).isEqualTo(-1);
    }

    private void checkSlice(InFlight part) {
        byte[] held = RingRig.bytesOf(part.slice());
        int from = (int) part.offset();
        int wrong = Arrays.mismatch(held, 0, held.length, bytes, from, from + held.length);
        assertThat(wrong).as("first wrong byte in flight from %d on", from).isEqualTo(-1);
    }

    private void checkMemory() {
        ChunkPool pool = rig.pool;
        long ours = ring.heldBytes();
        assertThat(pool.heldBytes()).isEqualTo(ours + neighbour.ring().heldBytes());
        checkInFlight();
        long used = pool.heldBytes() + pool.inFlightBytes();
        assertThat(pool.overdraft()).isEqualTo(Math.max(0, used - pool.limitBytes()));
        if (used >= pool.limitBytes()) {
            assertThat(pool.pressed()).isTrue();
        }
        // A writer always gets its chunk, but a ring that has its floor grows no more while memory is short.
        long floors = 2L * (NEIGHBOUR_FLOOR + 4) * CHUNK;
        assertThat(pool.heldBytes()).isLessThanOrEqualTo(pool.limitBytes() + floors);
        boolean held = cursors.stream().anyMatch(cursor -> cursor.hold != null);
        heldMost = Math.max(held ? 4 : 0, ours > (limitChunks + 1) * CHUNK ? heldMost : 0);
        assertThat(ours).as("held by the ring").isLessThanOrEqualTo((limitChunks + 1 + heldMost) * CHUNK);
    }

    /** Chunks in flight are those of slices whose chunk the ring has given up. */
    private void checkInFlight() {
        long newest = (written - 1L) / CHUNK;
        long oldest = newest - ring.heldBytes() / CHUNK + 1;
        Set<List<Long>> gone = new HashSet<>();
        for (InFlight part : inFlight) {
            long chunk = part.offset() / CHUNK;
            if (part.generation() != generation || chunk < oldest) {
                gone.add(List.of(chunk, (long) part.generation()));
            }
        }
        assertThat(rig.pool.inFlightBytes()).isEqualTo((long) gone.size() * CHUNK);
    }

    private void checkJoins() {
        long at = ring.tail() + (long) (random.nextDouble() * (ring.head() - ring.tail() + 1));
        JoinPoint before = null;
        JoinPoint after = null;
        for (JoinPoint join : joins) {
            if (join.offset() < ring.tail() || join.offset() > ring.head()) {
                continue;
            }
            if (join.offset() <= at) {
                before = join;
            }
            if (join.offset() >= at && after == null) {
                after = join;
            }
        }
        checkJoin(ring.joinPointAtOrBefore(at), before);
        checkJoin(ring.joinPointAtOrAfter(at), after);
    }

    private static void checkJoin(@Nullable JoinPoint found, @Nullable JoinPoint expected) {
        assertThat(found).isEqualTo(expected);
        if (found != null && expected != null) {
            assertThat(found.preamble()).isEqualTo(expected.preamble());
        }
    }

    private void checkTimes() {
        if (publications.isEmpty()) {
            return;
        }
        long now = rig.clock.getAsLong();
        Publication one = publications.get(random.nextInt(publications.size()));
        if (one.head() > ring.tail() && now - one.nanos() < 60_000 * MILLIS) {
            assertThat(ring.publishedNanos(one.head() - 1, now))
                    .as("published")
                    .isBetween(one.nanos(), one.nanos() + 100 * MILLIS);
        }
        long asked = now - random.nextInt(40_000) * MILLIS;
        long exact = headAt(asked);
        long tenthBefore = headAt(asked - 100 * MILLIS);
        assertThat(ring.offsetAtOrBefore(asked))
                .as("offset at")
                .isBetween(Math.max(ring.tail(), tenthBefore), Math.max(ring.tail(), exact));
    }

    private long headAt(long nanos) {
        long head = 0;
        for (Publication publication : publications) {
            if (publication.nanos() > nanos) {
                break;
            }
            head = publication.head();
        }
        return head;
    }
}
