package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.output.DatagramAccount.Drop;
import io.ringcast.daemon.output.DatagramAccount.Rebase;
import io.ringcast.daemon.output.udp.Filling.Filled;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.mpegts.TsPacket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one stream as datagrams at the moments that its program clock asks for, however unevenly it comes.
 *
 * <pre>
 *   Resting ── bytes of MPEG-TS ──► Gathering ── delay is buffered ──► Sending
 *      ▲                                ▲                                │
 *      │                                └──── nothing there when due ────┤ underrun
 *      └───────── lapped, ended, another format ─────────────────────────┘
 *
 *   ring    ────sent────┤ offset ▒▒▒▒ buffered ▒▒▒▒├ scanned   ├ head
 * </pre>
 *
 * <p><b>Invariants.</b> A datagram is due when the interpolated program clock of its first packet comes ({@link ClockTrail}) by a clock that
 * follows the source's ({@link SourceClock}). Datagrams hold seven whole packets in the order of the ring, but the last one before the end
 * of an epoch. At most {@link Pacing#burst} of them follow each other at once; behind that, late ones keep half their distance until they
 * are on time again.
 *
 * <p>Belongs to the thread of the {@link PacingLoop}; the ring wakes it there.
 */
final class DatagramPacer {

    /** Bytes that are looked through at a time, so that other outputs do not wait. */
    private static final int SCAN_BYTES = 128 * 1024;

    private static final long MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PAYLOAD = Filling.PACKETS * TsPacket.SIZE;

    private final Stream stream;
    private final Ring ring;
    private final Pacing pacing;
    private final DatagramAccount account;
    private final Outlet outlet;
    private final ClockTrail trail = new ClockTrail();
    private final SourceClock clock;
    private final PacketWindow window;
    private final ClockScanner scanner;
    private final Filling filling;
    private final Gathering gathering;
    private final Burst burst;

    private Phase phase = Phase.RESTING;
    private boolean padding;
    private long offset;
    private long dueNanos;
    private @Nullable LiveEpoch epoch;
    private boolean ended;

    private enum Phase {
        /** There is nothing to send. */
        RESTING,
        /** It waits until enough has come. */
        GATHERING,
        /** It sends. */
        SENDING
    }

    DatagramPacer(Stream stream, Pacing pacing, DatagramAccount account, Outlet outlet) {
        this.stream = stream;
        this.ring = stream.ring();
        this.pacing = pacing;
        this.account = account;
        this.outlet = outlet;
        this.clock = new SourceClock(pacing.delayNanos());
        this.window = new PacketWindow(ring);
        this.scanner = new ClockScanner(ring, window, trail);
        this.filling = pacing.stuffed()
                ? new StuffedFilling(pacing, trail, scanner, window, account)
                : new PlainFilling(pacing, trail, window, account);
        this.gathering = new Gathering(stream, pacing);
        this.burst = new Burst(pacing.burst());
    }

    /** When it is to be run next, {@link Paced#NEVER} when only bytes can make it go on. */
    long due() {
        return dueNanos;
    }

    /** By how much the source's clock seems to be faster than this host's, parts of one. */
    double rate() {
        return clock.rate();
    }

    /** Bytes came, or something else that it must look at. */
    void woken(long now) {
        dueNanos = Math.min(dueNanos, now);
    }

    /** Does what is due up to {@code horizon}. */
    void run(long now, long horizon) {
        switch (phase) {
            case RESTING -> rest(now);
            case GATHERING -> gather(now, horizon);
            case SENDING -> send(now, horizon);
        }
    }

    private void rest(long now) {
        dueNanos = Paced.NEVER;
        Gathering.Place place = gathering.place(epoch, ended, offset, now);
        outlet.onState(place.state());
        if (place.start() == null) {
            dueNanos = place.again();
            return;
        }
        epoch = place.epoch();
        ended = false;
        offset = place.start();
        scanner.restart(offset, now);
        beginGathering(now, false);
    }

    private void beginGathering(long now, boolean pads) {
        phase = Phase.GATHERING;
        padding = pads;
        gathering.begin();
        dueNanos = now;
    }

    private void gather(long now, long horizon) {
        long limit = limit();
        if (lapped()) {
            return;
        }
        boolean more = scanner.scan(limit, SCAN_BYTES, now);
        boolean last = isLast(limit);
        boolean waited = gathering.waited(limit - offset, now);
        if (last && limit - offset < TsPacket.SIZE) {
            finish(now);
            return;
        }
        if (trail.ready() && (last || enough(limit, waited))) {
            begin(now);
            send(now, horizon);
            return;
        }
        if (last && waited && !trail.ready()) {
            // Too short to have a clock.
            account.dropped(Drop.LATE, (limit - offset) / TsPacket.SIZE);
            offset = limit;
            finish(now);
            return;
        }
        long next = more ? now + 1 : gathering.next(limit - offset, now);
        if (padding) {
            dueNanos = next;
            sendDue(now, horizon, offset);
            dueNanos = Math.min(dueNanos, next);
        } else {
            dueNanos = next;
        }
    }

    /** A whole datagram, and as much as the delay or as long as the delay. */
    private boolean enough(long limit, boolean waited) {
        boolean whole = limit - offset >= PAYLOAD;
        return whole && (waited || trail.newest() - trail.at(offset) >= Ticks.of(pacing.delayNanos()));
    }

    private void begin(long now) {
        long ticks = trail.at(offset);
        // A stream of constant rate goes on in its places; what was sent up to now were null packets.
        clock.anchor(ticks, padding ? Math.max(now - MOST_LATE_NANOS, clock.nanos(filling.due(offset))) : now);
        filling.restart(offset, ticks, padding);
        burst.restart();
        padding = false;
        phase = Phase.SENDING;
        outlet.onState(new OutputState.Sending("sends"));
    }

    private void send(long now, long horizon) {
        offset = filling.offset();
        if (lapped()) {
            return;
        }
        long limit = limit();
        scanner.scan(limit, SCAN_BYTES, now);
        trail.forget(offset);
        long late = now - clock.nanos(filling.due(limit));
        if (late > Math.max(MOST_LATE_NANOS, pacing.delayNanos())) {
            catchUp(limit, now);
        }
        clock.look(trail.newest(), now);
        if (sendDue(now, horizon, limit)) {
            starve(now, limit);
        }
    }

    /** Sends what is due. Returns whether there was not enough for that. */
    private boolean sendDue(long now, long horizon, long limit) {
        while (true) {
            long ticks = filling.due(limit);
            long ideal = clock.nanos(ticks);
            dueNanos = burst.due(ideal);
            if (dueNanos > horizon) {
                return false;
            }
            if (!filling.ready(limit) || (starved(limit) && !padding)) {
                return true;
            }
            Outlet.Moment moment = new Outlet.Moment(ideal, ticks, filling.clock());
            ByteBuf datagram = outlet.begin(moment);
            if (filling.fill(datagram, limit) == Filled.LAPPED) {
                datagram.release();
                // Whoever runs next finds that out.
                dueNanos = now;
                return false;
            }
            outlet.send(datagram, moment);
            burst.sent(ideal, now);
        }
    }

    /** Whether a stream of constant rate has nothing left, so that from now on only null packets could follow. */
    private boolean starved(long limit) {
        return pacing.stuffed() && filling.offset() + TsPacket.SIZE > limit;
    }

    private void starve(long now, long limit) {
        offset = filling.offset();
        if (isLast(limit)) {
            sendRest(limit, now);
            return;
        }
        if (limit < ring.head()) {
            // What follows is no MPEG-TS.
            phase = Phase.RESTING;
            dueNanos = now;
            return;
        }
        account.rebased(Rebase.UNDERRUN);
        outlet.onState(new OutputState.Waiting("waits: the source fell behind"));
        beginGathering(now, pacing.stuffed());
    }

    /** The thread stood still for so long that what it did not send is not worth anything any more. */
    private void catchUp(long limit, long now) {
        long to = trail.offsetAt(clock.ticks(now), offset);
        long packets = (Math.min(to, limit) - offset) / TsPacket.SIZE;
        offset += packets * TsPacket.SIZE;
        long ticks = trail.at(offset);
        account.rebased(Rebase.LATE);
        account.dropped(Drop.LATE, packets);
        filling.restart(offset, ticks, true);
        if (clock.nanos(ticks) < now - MOST_LATE_NANOS / 2) {
            clock.anchor(ticks, now);
        }
    }

    /** The last packets of an epoch: the one datagram that may be short. */
    private void sendRest(long limit, long now) {
        int bytes = (int) ((limit - offset) / TsPacket.SIZE * TsPacket.SIZE);
        if (bytes > 0 && bytes < PAYLOAD) {
            long ticks = trail.at(offset);
            Outlet.Moment moment = new Outlet.Moment(clock.nanos(ticks), ticks, filling.clock());
            ByteBuf datagram = outlet.begin(moment);
            if (window.copy(offset, bytes, datagram)) {
                outlet.send(datagram, moment);
            } else {
                datagram.release();
            }
        }
        offset = limit;
        finish(now);
    }

    private void finish(long now) {
        ended = true;
        phase = Phase.RESTING;
        dueNanos = now;
    }

    private boolean lapped() {
        long tail = ring.tail();
        if (offset >= tail) {
            return false;
        }
        account.rebased(Rebase.LAPPED);
        account.dropped(Drop.LAPPED, (tail - offset) / TsPacket.SIZE);
        phase = Phase.RESTING;
        epoch = null;
        dueNanos = 0;
        return true;
    }

    /** Up to where it may send: the head, or where another format begins. */
    private long limit() {
        long end = epoch == null ? Long.MAX_VALUE : epoch.end();
        return Math.max(offset, Math.min(Math.min(ring.head(), end), gathering.end(offset)));
    }

    private boolean isLast(long limit) {
        return epoch != null && epoch.end() != LiveEpoch.OPEN && limit == epoch.end();
    }

    @Override
    public String toString() {
        return "DatagramPacer[" + stream.name() + ", " + phase + " at " + offset + "]";
    }
}
