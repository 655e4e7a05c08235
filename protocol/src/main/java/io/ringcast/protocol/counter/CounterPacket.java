package io.ringcast.protocol.counter;

import io.ringcast.protocol.container.Format;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Wire layout of one packet of the counter signal: 188 bytes that say which packet they are, when they were sent, and whether they
 * are whole.
 *
 * <p>A packet is a legal transport stream packet (ISO/IEC 13818-1, 2.4.3.2) of a private PID, so that whatever handles MPEG-TS keeps
 * it whole; a stream of nothing but these has no PAT and is given its own {@link #FORMAT}. All numbers are big endian.
 *
 * <pre>
 *   0     sync_byte 0x47
 *   1-2   transport_error_indicator 0, payload_unit_start_indicator 0, transport_priority 0, PID 0x1ABC
 *   3     transport_scrambling_control 00, adaptation_field_control 01 (payload only), continuity_counter = sequence mod 16
 *   4-7   magic "RCNT"
 *   8-15  sequence number, one more than that of the packet before
 *  16-23  time of sending, microseconds since 1970-01-01T00:00:00Z
 *  24-183 filler: 20 outputs of SplitMix64 seeded with the sequence number, so that no two packets share a payload
 * 184-187 CRC-32C (RFC 3720, B.4) of bytes 0 to 183
 * </pre>
 *
 * The first eight bytes, all but the low half of the fourth, are constant, and the checksum covers everything: a reader finds the
 * packets again from any byte of the stream.
 */
public final class CounterPacket {

    /** Bytes in a packet. */
    public static final int SIZE = 188;

    /** What a stream of counter packets is: whole packets, any of which is a good place to start. */
    public static final Format FORMAT = new Format("counter", "application/octet-stream", SIZE, false);

    /** The packet identifier, between the reserved low ones and the null packet's 0x1FFF (ISO/IEC 13818-1, table 2-3). */
    public static final int PID = 0x1ABC;

    static final byte SYNC_BYTE = 0x47;
    static final int CONTINUITY_OFFSET = 3;
    static final int PAYLOAD_ONLY = 0x10;
    static final int MAGIC_OFFSET = 4;
    static final int MAGIC = 0x52434E54;
    static final int SEQUENCE_OFFSET = 8;
    static final int STAMP_OFFSET = 16;
    static final int FILLER_OFFSET = 24;
    static final int CRC_OFFSET = 184;

    private static final int PREFIX_LENGTH = 8;
    private static final byte[] PREFIX = {
        SYNC_BYTE, (byte) (PID >> 8), (byte) PID, PAYLOAD_ONLY, 'R', 'C', 'N', 'T',
    };

    /** The constant bytes as one number, and which of its bits are constant. */
    private static final long PREFIX_WORD =
            ((long) SYNC_BYTE << 56) | ((long) PID << 40) | ((long) PAYLOAD_ONLY << 32) | MAGIC;

    private static final long PREFIX_MASK = 0xFFFF_FFF0_FFFF_FFFFL;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private CounterPacket() {}

    /** The time of a packet: microseconds since the Unix epoch. */
    public static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }

    /** Writes the packet into the {@link #SIZE} bytes of {@code packet}. */
    static void encode(byte[] packet, CRC32C crc, long sequence, long sentMicros) {
        packet[0] = SYNC_BYTE;
        SHORT.set(packet, 1, (short) PID);
        packet[CONTINUITY_OFFSET] = (byte) (PAYLOAD_ONLY | (sequence & 0x0F));
        INT.set(packet, MAGIC_OFFSET, MAGIC);
        LONG.set(packet, SEQUENCE_OFFSET, sequence);
        LONG.set(packet, STAMP_OFFSET, sentMicros);
        long state = sequence;
        for (int at = FILLER_OFFSET; at < CRC_OFFSET; at += Long.BYTES) {
            // SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
            state += 0x9E3779B97F4A7C15L;
            long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            LONG.set(packet, at, z ^ (z >>> 31));
        }
        INT.set(packet, CRC_OFFSET, checksum(packet, crc));
    }

    /**
     * Whether the {@link #SIZE} bytes at {@code at} are a packet as it was sent.
     *
     * @param bytes big endian; its position and limit are moved
     */
    static boolean isWhole(ByteBuffer bytes, int at, CRC32C crc) {
        bytes.limit(at + SIZE);
        if ((bytes.getLong(at) & PREFIX_MASK) != PREFIX_WORD) {
            return false;
        }
        int expected = bytes.getInt(at + CRC_OFFSET);
        bytes.limit(at + CRC_OFFSET).position(at);
        crc.reset();
        crc.update(bytes);
        bytes.limit(at + SIZE);
        return expected == (int) crc.getValue();
    }

    static long sequence(ByteBuffer bytes, int at) {
        return bytes.getLong(at + SEQUENCE_OFFSET);
    }

    static long sentMicros(ByteBuffer bytes, int at) {
        return bytes.getLong(at + STAMP_OFFSET);
    }

    /** Whether the {@code length} bytes at {@code at} may be the first of a packet; looks at no more than a packet's constant ones. */
    static boolean matchesPrefix(byte[] bytes, int at, int length) {
        int compared = Math.min(length, PREFIX_LENGTH);
        for (int i = 0; i < compared; i++) {
            int mask = i == CONTINUITY_OFFSET ? 0xF0 : 0xFF;
            if ((bytes[at + i] & mask) != (PREFIX[i] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] packet, CRC32C crc) {
        crc.reset();
        crc.update(packet, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
