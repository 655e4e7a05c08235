package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.ProgramAssociation.Program;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Writes sections of PAT and PMT, and sections into packets (ISO/IEC 13818-1, 2.4.4). */
final class PsiWriter {

    private static final int PAYLOAD_SIZE = TsPacket.SIZE - 4;
    private static final byte STUFFING = (byte) 0xFF;

    private PsiWriter() {}

    /** A PAT of one section. */
    static byte[] association(int transportStreamId, int version, List<Program> programs) {
        ByteBuf section = Unpooled.buffer();
        section.writeByte(ProgramAssociation.TABLE_ID);
        section.writeShort(0xB000 | 5 + 4 * programs.size() + Section.CRC_SIZE);
        section.writeShort(transportStreamId);
        section.writeByte(0xC1 | version << 1);
        section.writeShort(0);
        for (Program program : programs) {
            section.writeShort(program.number());
            section.writeShort(0xE000 | program.mapPid());
        }
        section.writeInt(Crc32Mpeg.of(section.array(), section.writerIndex()));
        return Arrays.copyOf(section.array(), section.writerIndex());
    }

    /** The PMT {@code section} with another program number and version, and its PIDs moved; of its descriptors those of CA_PIDs. */
    static byte[] map(byte[] section, int number, int version, IntUnaryOperator pids) {
        byte[] moved = section.clone();
        ByteBuf out = Unpooled.wrappedBuffer(moved);
        out.setShort(3, number);
        out.setByte(5, 0xC1 | version << 1);
        movePid(out, 8, pids);
        int end = moved.length - Section.CRC_SIZE;
        int at = 12 + (out.getUnsignedShort(10) & 0x0FFF);
        while (at + 5 <= end) {
            movePid(out, at + 1, pids);
            at += 5 + (out.getUnsignedShort(at + 3) & 0x0FFF);
        }
        new AccessDescriptors(moved).move(pids);
        out.setInt(end, Crc32Mpeg.of(moved, end));
        return moved;
    }

    /** Sections in packets of their own, each from the first byte of a payload on; counters begin with 0. */
    static byte[] packets(int pid, List<byte[]> sections) {
        ByteBuf out = Unpooled.buffer();
        int counter = 0;
        for (byte[] section : sections) {
            int at = 0;
            while (at < section.length) {
                boolean first = at == 0;
                int length = Math.min(section.length - at, PAYLOAD_SIZE - (first ? 1 : 0));
                out.writeByte(TsPacket.SYNC_BYTE);
                out.writeShort((first ? 0x4000 : 0) | pid);
                out.writeByte(0x10 | (counter++ & 0x0F));
                if (first) {
                    out.writeByte(0);
                }
                out.writeBytes(section, at, length);
                for (int i = length + (first ? 1 : 0); i < PAYLOAD_SIZE; i++) {
                    out.writeByte(STUFFING);
                }
                at += length;
            }
        }
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private static void movePid(ByteBuf section, int at, IntUnaryOperator pids) {
        int old = section.getUnsignedShort(at);
        section.setShort(at, (old & 0xE000) | pids.applyAsInt(old & 0x1FFF));
    }
}
