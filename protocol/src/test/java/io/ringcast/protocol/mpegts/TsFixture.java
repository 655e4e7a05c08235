package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Writes small transport streams, one packet per call, with running continuity counters. Unpooled heap memory: nothing to release. */
public final class TsFixture {

    public static final int MAP_PID = 0x1000;
    public static final int VIDEO_PID = 0x100;
    public static final int AUDIO_PID = 0x101;
    public static final int H264 = 0x1B;
    public static final int HEVC = 0x24;
    public static final int MPEG2 = 0x02;
    public static final int AAC = 0x0F;

    private static final int NO_CLOCK = -1;

    private final ByteBuf out = Unpooled.buffer();
    private final Map<Integer, Integer> counters = new HashMap<>();

    /** Everything written so far, as a view. */
    public ByteBuf stream() {
        return out;
    }

    public byte[] bytes() {
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    /** A PAT with one program, number 1. */
    public TsFixture association(int version) {
        return section(0, associationSection(version, 0, 0, 1, MAP_PID));
    }

    /** A PMT of program 1 with a video stream of {@code streamType} that carries the clock, and AAC sound. */
    public TsFixture map(int version, int streamType) {
        return section(MAP_PID, mapSection(1, version, VIDEO_PID, streamType, VIDEO_PID, AAC, AUDIO_PID));
    }

    public TsFixture audioMap() {
        return section(MAP_PID, mapSection(1, 0, AUDIO_PID, AAC, AUDIO_PID));
    }

    /** A section in as many packets as it takes. */
    public TsFixture section(int pid, byte[] section) {
        byte[] payload = new byte[section.length + 1];
        System.arraycopy(section, 0, payload, 1, section.length);
        for (int at = 0; at < payload.length; at += 184) {
            byte[] part = new byte[184];
            Arrays.fill(part, (byte) 0xFF);
            System.arraycopy(payload, at, part, 0, Math.min(184, payload.length - at));
            packet(pid, at == 0, NO_CLOCK, 0, part);
        }
        return this;
    }

    /** The first packet of a PES packet of video. */
    public TsFixture video(long pts, long dts, long clock, boolean randomAccess, byte... data) {
        return packet(VIDEO_PID, true, clock, randomAccess ? 0x40 : 0, pes(0xE0, pts, dts, data));
    }

    /** The first packet of a PES packet of sound. */
    public TsFixture audio(long pts, long clock) {
        return packet(AUDIO_PID, true, clock, 0, pes(0xC0, pts, pts, (byte) 0xFF, (byte) 0xF1));
    }

    /** {@code count} packets that go on with what began before; each is different. */
    public TsFixture more(int pid, int count) {
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[184];
            Arrays.fill(payload, (byte) i);
            payload[0] = (byte) ((out.writerIndex() / TsPacket.SIZE) >> 8);
            payload[1] = (byte) (out.writerIndex() / TsPacket.SIZE);
            packet(pid, false, NO_CLOCK, 0, payload);
        }
        return this;
    }

    /** One packet; what the payload leaves free is stuffed in the adaptation field. A negative clock means none. */
    public TsFixture packet(int pid, boolean start, long clock, int adaptationFlags, byte[] payload) {
        int counter = counters.merge(pid, 1, (old, one) -> old + one & 0x0F);
        int room = 184 - (clock >= 0 ? 8 : adaptationFlags != 0 ? 2 : 0);
        int length = Math.min(payload.length, room);
        boolean adaptation = length < 184;
        out.writeByte(0x47);
        out.writeShort((start ? 0x4000 : 0) | pid);
        out.writeByte((adaptation ? 0x30 : 0x10) | counter);
        if (adaptation) {
            int end = out.writerIndex() + 184 - length;
            out.writeByte(183 - length);
            if (length < 183) {
                out.writeByte(adaptationFlags | (clock >= 0 ? 0x10 : 0));
            }
            if (clock >= 0) {
                long base = clock / 300;
                int extension = (int) (clock % 300);
                out.writeInt((int) (base >> 1));
                out.writeByte((int) (base & 1) << 7 | 0x7E | extension >> 8);
                out.writeByte(extension);
            }
            while (out.writerIndex() < end) {
                out.writeByte(0xFF);
            }
        }
        out.writeBytes(payload, 0, length);
        return this;
    }

    /** Makes the next packet of {@code pid} carry the counter of the last one: that one had no payload. */
    public TsFixture stepBack(int pid) {
        counters.merge(pid, 15, (old, back) -> old + back & 0x0F);
        return this;
    }

    /** A PES packet with both stamps, or with the PTS alone when they are the same, and {@code data}, padded to 150 bytes. */
    public static byte[] pes(int streamId, long pts, long dts, byte... data) {
        ByteBuf pes = Unpooled.buffer();
        pes.writeMedium(1);
        pes.writeByte(streamId);
        pes.writeShort(0);
        pes.writeByte(0x80);
        pes.writeByte(pts == dts ? 0x80 : 0xC0);
        pes.writeByte(pts == dts ? 5 : 10);
        stamp(pes, pts == dts ? 2 : 3, pts);
        if (pts != dts) {
            stamp(pes, 1, dts);
        }
        pes.writeBytes(data);
        while (pes.writerIndex() < 150) {
            pes.writeByte(0xAA);
        }
        return Arrays.copyOf(pes.array(), pes.writerIndex());
    }

    public static byte[] associationSection(int version, int number, int last, int... numbersAndPids) {
        ByteBuf data = Unpooled.buffer();
        for (int i = 0; i < numbersAndPids.length; i += 2) {
            data.writeShort(numbersAndPids[i]);
            data.writeShort(0xE000 | numbersAndPids[i + 1]);
        }
        return longSection(0x00, 1, version, number, last, data);
    }

    public static byte[] mapSection(int program, int version, int pcrPid, int... typesAndPids) {
        ByteBuf data = Unpooled.buffer();
        data.writeShort(0xE000 | pcrPid);
        data.writeShort(0xF000);
        for (int i = 0; i < typesAndPids.length; i += 2) {
            data.writeByte(typesAndPids[i]);
            data.writeShort(0xE000 | typesAndPids[i + 1]);
            data.writeShort(0xF000);
        }
        return longSection(0x02, program, version, 0, 0, data);
    }

    public static byte[] longSection(int tableId, int extension, int version, int number, int last, ByteBuf data) {
        ByteBuf section = Unpooled.buffer();
        section.writeByte(tableId);
        section.writeShort(0xB000 | data.readableBytes() + 9);
        section.writeShort(extension);
        section.writeByte(0xC1 | version << 1);
        section.writeByte(number);
        section.writeByte(last);
        section.writeBytes(data);
        section.writeInt(Crc32Mpeg.of(section.array(), section.writerIndex()));
        return Arrays.copyOf(section.array(), section.writerIndex());
    }

    private static void stamp(ByteBuf out, int prefix, long stamp) {
        out.writeByte(prefix << 4 | (int) (stamp >> 29 & 0x0E) | 1);
        out.writeShort((int) (stamp >> 14 & 0xFFFE) | 1);
        out.writeShort((int) (stamp << 1 & 0xFFFE) | 1);
    }
}
