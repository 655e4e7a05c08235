package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/** The packets of tables that take the places of those of an input, in turn: one for each that comes. */
final class TableCarousel {

    private final byte[] packets;
    private int position;

    TableCarousel(byte[] packets) {
        this.packets = packets;
    }

    /** Overwrites the packet at {@code index} (borrowed) with the next one. */
    void next(ByteBuf buffer, int index) {
        buffer.setBytes(index, packets, position, TsPacket.SIZE);
        position = (position + TsPacket.SIZE) % packets.length;
    }
}
