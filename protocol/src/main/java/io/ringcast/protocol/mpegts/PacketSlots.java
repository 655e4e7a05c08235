package io.ringcast.protocol.mpegts;

/**
 * The places of the packets of a transport stream of exactly constant bit rate, by the program clock (ISO/IEC 13818-1, 2.4.2.2).
 *
 * <p>A packet takes 1504 x 27,000,000 / rate ticks, which is seldom a whole number: what is left over is carried on, so that every place is
 * less than a tick (37 ns) before the true one, however long the stream.
 */
public final class PacketSlots {

    private static final long PACKET_BITS = TsPacket.SIZE * 8L;

    private final long rate;
    private final long whole;
    private final long part;

    private long ticks;
    private long carried;

    /** @param bitsPerSecond of all packets together, 1 or more */
    public PacketSlots(long bitsPerSecond) {
        if (bitsPerSecond < 1) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: >= 1)");
        }
        this.rate = bitsPerSecond;
        this.whole = PACKET_BITS * TsClock.FREQUENCY / bitsPerSecond;
        this.part = PACKET_BITS * TsClock.FREQUENCY % bitsPerSecond;
    }

    /** The next place is at {@code at}. */
    public void restart(long at) {
        ticks = at;
        carried = 0;
    }

    /** The next place in ticks of 27 MHz, not wrapped. */
    public long ticks() {
        return ticks;
    }

    /** Goes on by one packet. */
    public void advance() {
        ticks += whole;
        carried += part;
        if (carried >= rate) {
            carried -= rate;
            ticks++;
        }
    }
}
