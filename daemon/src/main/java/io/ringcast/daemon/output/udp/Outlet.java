package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;

/** Where a pacer's datagrams go. */
interface Outlet {

    /** An empty buffer for a datagram, or for its payload behind what goes before it; the caller owns it. */
    ByteBuf begin(Moment moment);

    /** Takes ownership of {@code datagram}. */
    void send(ByteBuf datagram, Moment moment);

    /** The pacer is in another state. */
    void onState(OutputState state);

    /**
     * The time of a datagram.
     *
     * @param nanos when it is due by this host's clock
     * @param ticks when it is due on the timeline of its stream, 27 MHz
     * @param clock the program clock of its first byte, 27 MHz, wrapped
     */
    record Moment(long nanos, long ticks, long clock) {}
}
