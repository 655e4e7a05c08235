package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.output.DatagramAccount.Drop;
import io.ringcast.protocol.mpegts.PacketSlots;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsPacket;

/**
 * The packets as they lie in the ring, byte for byte. With a rate, datagrams keep the distance that it asks for; what comes too late because
 * of that, by more than the delay, is thrown away.
 */
final class PlainFilling implements Filling {

    private static final int BYTES = PACKETS * TsPacket.SIZE;

    private final ClockTrail trail;
    private final PacketWindow window;
    private final DatagramAccount account;
    private final long delayTicks;
    private final boolean capped;
    private final PacketSlots slots;

    private long offset;

    PlainFilling(Pacing pacing, ClockTrail trail, PacketWindow window, DatagramAccount account) {
        this.trail = trail;
        this.window = window;
        this.account = account;
        this.delayTicks = Ticks.of(pacing.delayNanos());
        this.capped = pacing.bitsPerSecond() > 0;
        this.slots = new PacketSlots(Math.max(1, pacing.bitsPerSecond()));
    }

    @Override
    public void restart(long from, long ticks, boolean jumped) {
        offset = from;
        slots.restart(ticks);
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long due(long limit) {
        long ideal = trail.at(offset);
        if (!capped) {
            return ideal;
        }
        while (slots.ticks() - ideal > delayTicks && ready(limit)) {
            account.dropped(Drop.PEAK, PACKETS);
            offset += BYTES;
            ideal = trail.at(offset);
        }
        if (slots.ticks() < ideal) {
            slots.restart(ideal);
        }
        return slots.ticks();
    }

    @Override
    public boolean ready(long limit) {
        return offset + BYTES <= limit;
    }

    @Override
    public long clock() {
        return TsClock.add(trail.at(offset), trail.clockOffset(offset));
    }

    @Override
    public Filled fill(ByteBuf into, long limit) {
        if (!window.copy(offset, BYTES, into)) {
            return Filled.LAPPED;
        }
        offset += BYTES;
        for (int i = 0; capped && i < PACKETS; i++) {
            slots.advance();
        }
        return Filled.WHOLE;
    }
}
