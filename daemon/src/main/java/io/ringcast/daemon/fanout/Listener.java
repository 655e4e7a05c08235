package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One receiver behind an output: a cursor in the ring, a policy, and its accounts. Owned by its channel's event loop.
 *
 * <p>What it hands to its channel at one time ends on a unit boundary, and the cursor stands behind it; so a cut, whenever it comes,
 * lies between units. Only a unit over 64 KiB of a format whose units differ may be left in its middle; who is lapped there is ended. All
 * of a batch is held before the first byte of it is handed over: a lap in between costs nothing.
 */
public final class Listener {

    /** Bytes handed over at once: a chunk, behind the knee of CPU over send size. */
    private static final long BATCH_BYTES = 64 * 1024;

    /** Bytes that are queued at least when the kernel takes no more: its event for more room comes after them. */
    private static final int REST_BYTES = 1024;

    /** Bytes handed over before somebody else's turn comes, when the channel takes them all. */
    private static final long TURN_BYTES = 512 * 1024;

    /** Where a listener stands among its audience. */
    enum Place {
        /** In the walk: its channel is writable. */
        WALKING,
        /** Out of the walk until its channel is writable again. */
        OUT,
        /** Gone, or on its way. */
        ENDED
    }

    final ListenerRequest request;
    final ListenerChannel channel;
    final ListenerHistory history;
    Place place = Place.WALKING;
    /** Index in its audience's list. */
    int index = -1;

    private final long id;
    private final Stream stream;
    private final Ring ring;
    private final LiveEpoch epoch;
    private final long spanEnd;
    private final Instant connected;
    private final long connectedNanos;
    private final boolean waits;

    private long cursor;
    /** Whether the cursor stands in the middle of a large unit, of which the channel took no more. */
    private boolean inside;
    /** Whether the end of the batch that is handed over next lies there. */
    private boolean toInside;

    private long handed;
    private long delivered;
    private long deliveredAtLook = -1;
    private boolean progressed;
    private long progressNanos;
    private long skips;
    private long skippedBytes;
    /** Where the cursor stood, and how much had been handed over, before the oldest skip behind which bytes are queued still. */
    private long skippedFrom;

    private long handedAtSkip;
    /** How much had been handed over right behind the newest skip, its preamble included. */
    private long handedBehindSkip = -1;

    Listener(long id, ListenerRequest request, ListenerChannel channel, Start start, Instant connected, long nanos) {
        this.id = id;
        this.request = request;
        this.channel = channel;
        this.stream = request.stream();
        this.ring = stream.ring();
        this.epoch = start.epoch();
        this.waits = request.terms().policy() == Policy.WAIT;
        this.spanEnd = request.span().map(ListenerRequest.Span::end).orElse(Long.MAX_VALUE);
        this.cursor = start.offset();
        this.connected = connected;
        this.connectedNanos = nanos;
        this.progressNanos = nanos;
        this.history = new ListenerHistory(nanos);
        preamble(start);
    }

    /** What became of a turn. */
    enum Turn {
        /** It has all there is. */
        LEVEL,
        /** It could take more at once. */
        MORE,
        /** Its channel is full. */
        FULL,
        /** It has got the last byte of its epoch, or of what it asked for. */
        DONE,
        /** It has got the last byte of its epoch, another one has followed, and it counts offsets. */
        CHANGED,
        /** It was lapped and may not be moved forward. */
        LAPPED
    }

    /** Unique while the daemon runs. */
    long id() {
        return id;
    }

    /** Ring offset of the next byte that it is to get. */
    long cursor() {
        return cursor;
    }

    /**
     * Hands over what lies between the cursor and {@code head}, as much as the channel and the turn allow.
     *
     * @param batch what the listener before it was given, or anything else: loaded anew unless it fits
     */
    Turn turn(Batch batch, long head) {
        long end = end();
        long limit = Math.min(head, end);
        long budget = TURN_BYTES;
        Turn result = Turn.LEVEL;
        while (cursor < limit) {
            if (!channel.writable()) {
                result = Turn.FULL;
                break;
            }
            if (budget <= 0) {
                result = Turn.MORE;
                break;
            }
            long to = boundary(limit);
            if (batch.isOf(cursor, to) || take(batch, to)) {
                budget -= handOver(batch, to);
            } else if (!skip()) {
                result = Turn.LAPPED;
                break;
            }
        }
        // While the channel is open: nobody can tell later what the kernel took of one that has closed.
        count();
        return cursor >= end ? over() : result;
    }

    /** Looked through once a second while out of the walk: whether it has fallen behind the tail and may not be moved forward. */
    boolean lappedForGood() {
        return cursor < ring.tail() && !maySkip() && !(waits() && isHeld());
    }

    /** Whether it may hold the source back. */
    boolean waits() {
        return waits;
    }

    /** Counts what the kernel has taken since the last time. Returns the nanoseconds for which it has taken nothing although it could. */
    long settle(long now) {
        count();
        if (progressed || (cursor >= ring.head() && channel.writable())) {
            progressNanos = now;
        }
        progressed = false;
        return now - progressNanos;
    }

    /** For how long the kernel has taken nothing although it could, as far as it was last asked. */
    long stalledNanos(long now) {
        return progressed ? 0 : now - progressNanos;
    }

    /** Bytes that the kernel had taken when it was last asked. */
    long delivered() {
        return delivered;
    }

    /** Bytes handed over that the kernel had not taken when it was last asked. */
    long undelivered() {
        return handed - delivered;
    }

    /** Bytes that the kernel has taken since this was last asked, -1 the first time. */
    long takenSinceLook() {
        long taken = deliveredAtLook < 0 ? -1 : delivered - deliveredAtLook;
        deliveredAtLook = delivered;
        return taken;
    }

    /** Bytes of memory that the ring has given up and that what is queued for this one keeps, in whole chunks. */
    long pinnedBytes() {
        count();
        if (undelivered() == 0 || !channel.pins()) {
            return 0;
        }
        long oldest = oldestQueued();
        long from = oldest - oldest % ChunkPool.CHUNK_BYTES;
        return Math.max(0, Math.min(oldest + undelivered(), ring.tail()) - from);
    }

    /** How old the oldest byte is that the kernel has not taken, nanoseconds. */
    long lagNanos() {
        return stream.ageNanos(Math.max(0, oldestQueued()));
    }

    /** Bytes between what the kernel took and the head. */
    long behind() {
        return Math.max(0, Math.min(ring.head(), end()) - cursor) + handed - delivered;
    }

    ListenerSnapshot snapshot(long now) {
        long behind = behind();
        return new ListenerSnapshot(
                id,
                request.account(),
                request.remote(),
                request.userAgent(),
                connected,
                Duration.ofNanos(now - connectedNanos),
                effectivePolicy(),
                delivered,
                behind,
                Duration.ofNanos(behind == 0 ? 0 : lagNanos()),
                skips,
                skippedBytes,
                history.delivery(now, delivered),
                request.asked());
    }

    /** Whether the ring still has the byte at the cursor, which lies below the head, whatever its tail says for the moment. */
    private boolean isHeld() {
        ByteBuf first = ring.retainedSlice(cursor, 1);
        if (first == null) {
            return false;
        }
        first.release();
        return true;
    }

    private void count() {
        long taken = handed - channel.pending();
        if (taken > delivered) {
            request.account().delivered(taken - delivered);
            delivered = taken;
            progressed = true;
        }
    }

    /** Ring offset of the oldest byte handed over that the kernel has not taken; a preamble counts as if it had offsets. */
    private long oldestQueued() {
        return delivered < handedAtSkip ? skippedFrom - (handedAtSkip - delivered) : cursor - (handed - delivered);
    }

    /** Gives the channel the batch, which ends at {@code to}, and brings a cut to a unit boundary. Returns the bytes handed over. */
    private long handOver(Batch batch, long to) {
        long before = cursor;
        inside = toInside;
        int taken = channel.send(batch);
        cursor += taken;
        if (cursor < to) {
            long whole = wholeUnits(to);
            int rest = (int) (whole - cursor);
            channel.queue(batch.copy(cursor, rest));
            cursor = whole;
        }
        handed += cursor - before;
        return cursor - before;
    }

    /**
     * The end of the unit that the kernel takes no more of, and of those after it that make a packet worth sending. Nobody's queue has to
     * take all of a unit of no certain size: a large one is left in its middle.
     */
    private long wholeUnits(long to) {
        long most = Math.min(to, stream.segmentEnd(cursor));
        long floor = stream.unitEndAtOrBefore(Math.min(most, cursor + REST_BYTES), cursor);
        long end = floor > cursor ? floor : stream.unitEndBehind(cursor, most);
        inside = toInside && end == to;
        return inside ? Math.min(to, cursor + REST_BYTES) : end;
    }

    /**
     * The last unit boundary that one batch reaches, at most {@code limit}. A unit larger than a batch goes whole if all have its size, else
     * in pieces.
     */
    private long boundary(long limit) {
        toInside = false;
        if (limit - cursor <= BATCH_BYTES) {
            return limit;
        }
        long most = cursor + BATCH_BYTES;
        long floor = stream.unitEndAtOrBefore(Math.min(most, stream.segmentEnd(cursor)), cursor);
        if (floor > cursor) {
            return floor;
        }
        toInside = isVariable();
        return toInside ? most : stream.unitEndBehind(cursor, limit);
    }

    private boolean isVariable() {
        return stream.segmentAt(cursor).format().isVariable();
    }

    /** Ring offset behind its last byte. */
    private long end() {
        return Math.min(spanEnd, request.counts() ? epoch.ownEnd() : epoch.end());
    }

    private Turn over() {
        return request.counts() && cursor < spanEnd && cursor >= epoch.changedAt() ? Turn.CHANGED : Turn.DONE;
    }

    /** Loads all from the cursor to {@code to}; false when it has been lapped. */
    private boolean take(Batch batch, long to) {
        // Who holds the writer back is behind the tail only when a slice says so: the writer moves the tail and takes
        // that back again.
        return (waits || cursor >= ring.tail()) && batch.load(cursor, to);
    }

    /** Moves the cursor forward to where {@code join} starts. Returns false when that is not allowed. */
    private boolean skip() {
        if (!maySkip()) {
            return false;
        }
        Optional<Start> next = Joins.resolve(stream, request.terms().join()).or(stream::startAtHead);
        if (next.isEmpty()
                || next.get().epoch().since() != epoch.since()
                || next.get().offset() <= cursor) {
            return false;
        }
        long over = next.get().offset() - cursor;
        // Lapped again before it was given a byte: for whoever listens that is one hole, only wider.
        skips += handed == handedBehindSkip ? 0 : 1;
        skippedBytes += over;
        request.account().skipped(over);
        if (delivered >= handedAtSkip) {
            skippedFrom = cursor;
            handedAtSkip = handed;
        }
        cursor = next.get().offset();
        preamble(next.get());
        handedBehindSkip = handed;
        return true;
    }

    /** Nobody is moved forward inside a finite item, for no file has a silent hole, nor inside a unit. */
    private boolean maySkip() {
        if (inside || epoch.end() != LiveEpoch.OPEN || request.counts()) {
            return false;
        }
        if (stream.info().beginningOnly().isPresent()) {
            return false;
        }
        return effectivePolicy() == Policy.SKIP && !stream.segmentAt(cursor).finite();
    }

    private Policy effectivePolicy() {
        Policy policy = request.terms().policy();
        if (policy != Policy.AUTO) {
            return policy;
        }
        return stream.segmentAt(cursor).format().hasJoinPoints() ? Policy.SKIP : Policy.DROP;
    }

    private void preamble(Start start) {
        if (start.preamble().length > 0) {
            channel.queue(Unpooled.wrappedBuffer(start.preamble()));
            handed += start.preamble().length;
        }
    }

    @Override
    public String toString() {
        return "Listener[" + id + " of " + stream.name() + " at " + cursor + "]";
    }
}
