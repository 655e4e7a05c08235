package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;

/** Which packets the next datagram holds, and when it is due: seven of them, taken from the ring in order. */
interface Filling {

    /** Packets in a datagram: as many as fit an Ethernet frame. */
    int PACKETS = 7;

    /** What became of a datagram. */
    enum Filled {
        /** It is there. */
        WHOLE,
        /** The ring does not hold what belongs into it any more. */
        LAPPED
    }

    /** Begins with the packet at {@code offset}, which is due at {@code ticks} of the timeline; nothing is owed from before. */
    void restart(long offset, long ticks, boolean jumped);

    /** Offset of the next packet of the ring that it takes. */
    long offset();

    /** When the next datagram is due, ticks of the timeline. Throws away what has waited for longer than the delay. */
    long due(long limit);

    /** Whether it can be filled from the bytes before {@code limit}. */
    boolean ready(long limit);

    /** The program clock of the first packet of the next datagram: 27 MHz, wrapped. */
    long clock();

    /** Appends the packets of the next datagram to {@code into}, which is borrowed. Only if {@link #ready}. */
    Filled fill(ByteBuf into, long limit);
}
