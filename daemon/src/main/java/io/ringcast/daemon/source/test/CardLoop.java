package io.ringcast.daemon.source.test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.ProgramTables;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.mpegts.TsSplice;

/**
 * An endless transport stream made of a short one that is spliced behind itself for ever ({@link TsSplice}).
 *
 * <p>The first turn is the stream to the bit; before each later one come its tables. Belongs to the thread that uses it.
 */
final class CardLoop {

    private static final byte[] NO_PREAMBLE = {};

    private final ByteBuf card;
    private final byte[] tables;
    private final TsSplice splice = new TsSplice();

    /** What goes before the turn that begins. */
    private ByteBuf lead = Unpooled.EMPTY_BUFFER;

    private int position;
    private long turns;

    /**
     * A loop that begins with the first packet.
     *
     * @param packets whole packets, borrowed for ever and never changed
     * @throws IllegalArgumentException when the bytes are not whole packets, or have no program
     */
    CardLoop(byte[] packets) {
        if (packets.length == 0 || packets.length % TsPacket.SIZE != 0) {
            throw new IllegalArgumentException(
                    "bytes: " + packets.length + " (expected: a multiple of " + TsPacket.SIZE + ", not 0)");
        }
        card = Unpooled.wrappedBuffer(packets).asReadOnly();
        tables = tables(card);
        splice.begin(NO_PREAMBLE, Unpooled.EMPTY_BUFFER, 0, 0);
    }

    /** Turns that have been completed. */
    long turns() {
        return turns;
    }

    /** Writes the next {@code count} packets to {@code out} (borrowed). */
    void next(ByteBuf out, int count) {
        int left = count * TsPacket.SIZE;
        while (left > 0) {
            int length = lead.isReadable() ? Math.min(left, lead.readableBytes()) : Math.min(left, cardLeft());
            if (lead.isReadable()) {
                out.writeBytes(lead, length);
            } else {
                int index = out.writerIndex();
                out.writeBytes(card, position, length);
                splice.restamp(out, index, length);
                position += length;
            }
            left -= length;
            if (cardLeft() == 0) {
                turn();
            }
        }
    }

    private int cardLeft() {
        return card.readableBytes() - position;
    }

    private void turn() {
        position = 0;
        turns++;
        lead = Unpooled.wrappedBuffer(splice.begin(tables, card, 0, card.readableBytes()));
    }

    private static byte[] tables(ByteBuf packets) {
        ProgramTables tables = new ProgramTables();
        TsPacket packet = new TsPacket();
        for (int at = 0; at < packets.readableBytes(); at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (tables.isTablePid(packet.pid())) {
                tables.read(packet);
            }
            if (tables.firstProgram().isPresent()) {
                return tables.packets();
            }
        }
        throw new IllegalArgumentException("no PAT and PMT in the stream (expected: a program)");
    }
}
