package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.output.DatagramAccount.Drop;
import io.ringcast.protocol.mpegts.NullPacket;
import io.ringcast.protocol.mpegts.PacketSlots;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsPacket;
import org.jspecify.annotations.Nullable;

/**
 * A stream of exactly constant bit rate: every place is taken by the next packet of the ring if that is due, else by a null packet.
 *
 * <pre>
 *   ring    a     b         c  n  n     d  e           n: null packets of the source are left out
 *   places  │a │b │- │- │c │- │- │- │- │d │e │- │      each packet at the first place that is not before its time
 * </pre>
 *
 * <p>A packet moves by up to one place, and by more behind a peak over the rate; what would move by more than the delay is thrown away. The
 * program clock in a packet is moved by as much as the packet: that of the program which is followed is then exactly the time of its
 * place, that of another one keeps the accuracy that it had. Nothing else is changed. Where the source fell behind, places go on with null
 * packets, and its next clock reference says discontinuity_indicator.
 */
final class StuffedFilling implements Filling {

    private static final int NULLS_AT_ONCE = 1024;

    private final ClockTrail trail;
    private final ClockScanner scanner;
    private final PacketWindow window;
    private final DatagramAccount account;
    private final long delayTicks;
    private final PacketSlots slots;
    private final TsPacket written = new TsPacket();

    private long offset;
    private boolean jumps;

    StuffedFilling(
            Pacing pacing, ClockTrail trail, ClockScanner scanner, PacketWindow window, DatagramAccount account) {
        this.trail = trail;
        this.scanner = scanner;
        this.window = window;
        this.account = account;
        this.delayTicks = Ticks.of(pacing.delayNanos());
        this.slots = new PacketSlots(pacing.bitsPerSecond());
    }

    @Override
    public void restart(long from, long ticks, boolean jumped) {
        offset = from;
        slots.restart(ticks);
        jumps |= jumped;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long due(long limit) {
        return slots.ticks();
    }

    @Override
    public boolean ready(long limit) {
        return true;
    }

    @Override
    public long clock() {
        return TsClock.add(slots.ticks(), trail.clockOffset(offset));
    }

    @Override
    public Filled fill(ByteBuf into, long limit) {
        try {
            for (int i = 0; i < PACKETS; i++) {
                if (!place(into, limit)) {
                    return Filled.LAPPED;
                }
                slots.advance();
            }
            return Filled.WHOLE;
        } finally {
            window.release();
        }
    }

    /** Fills the next place. */
    private boolean place(ByteBuf into, long limit) {
        for (int looked = 0; looked < NULLS_AT_ONCE && offset + TsPacket.SIZE <= limit; looked++) {
            long due = trail.at(offset);
            if (due > slots.ticks()) {
                break;
            }
            @Nullable TsPacket packet = window.packet(offset, limit);
            if (packet == null) {
                return false;
            }
            boolean empty = packet.pid() == TsPacket.NULL_PID;
            boolean late = slots.ticks() - due > delayTicks;
            if (!empty && !late) {
                into.writeBytes(packet.buffer(), packet.index(), TsPacket.SIZE);
                restamp(into, due);
                offset += TsPacket.SIZE;
                return true;
            }
            if (!empty) {
                account.dropped(Drop.PEAK, 1);
            }
            offset += TsPacket.SIZE;
        }
        NullPacket.write(into);
        account.stuffed();
        return true;
    }

    private void restamp(ByteBuf into, long due) {
        written.wrap(into, into.writerIndex() - TsPacket.SIZE);
        if (!written.hasPcr()) {
            return;
        }
        boolean followed = written.pid() == scanner.pid();
        written.setPcr(
                followed
                        ? TsClock.add(slots.ticks(), trail.clockOffset(offset))
                        : TsClock.add(written.pcr(), slots.ticks() - due));
        if (jumps && followed) {
            written.markDiscontinuity();
            jumps = false;
        }
    }
}
