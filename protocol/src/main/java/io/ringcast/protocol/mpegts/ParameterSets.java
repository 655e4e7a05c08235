package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Collects the parameter sets of one video stream as they were sent last: SPS and PPS of H.264, VPS, SPS and PPS of HEVC, the sequence
 * header of MPEG-2 with its extensions.
 *
 * <p>Only what comes before the first picture of an access unit is read, at most {@value #MAX_READ} bytes of it, so most packets of a
 * stream are never looked at. Sets of one type replace those of that type which came in an earlier access unit. An access unit of which
 * a packet is missing teaches nothing. Belongs to the thread that feeds it.
 */
final class ParameterSets {

    /** Bytes of an access unit that are read before it is believed to have no picture. */
    static final int MAX_READ = 4096;

    /** Sets of one access unit. */
    private static final int MAX_SETS = 64;

    private static final int NOT_A_SET = -1;
    private static final int PICTURE = -2;
    private static final byte[] NONE = {};

    /** Behind an SPS come its extension and the sets of other layers, and only then what refers to it. */
    private static final int SLOTS = 4;

    private final Codec codec;
    private final byte[][] known = new byte[SLOTS][];

    /** The sets of this access unit with their start codes, end to end, and where each begins. */
    private byte[] read = NONE;

    private int readLength;
    private int readSets;
    private final int[] setSlots = new int[MAX_SETS];
    private final int[] setStarts = new int[MAX_SETS];
    private final int[] setEnds = new int[MAX_SETS];

    private boolean gathering;
    private int slot = NOT_A_SET;
    private int looked;
    private int counter;

    /** The last bytes that were looked at, newest lowest. */
    private int last;

    ParameterSets(Codec codec) {
        this.codec = codec;
        Arrays.fill(known, NONE);
    }

    /** Whether the next packets of the stream are to be given to {@link #goOn}. */
    boolean gathering() {
        return gathering;
    }

    /** Whether there is what a decoder needs. */
    boolean complete() {
        return switch (codec) {
            case H264 -> known[0].length > 0 && known[3].length > 0;
            case HEVC -> known[0].length > 0 && known[1].length > 0 && known[2].length > 0;
            default -> known[0].length > 0;
        };
    }

    /** The sets, each behind a start code; empty when none are known. The array is the caller's. */
    byte[] bytes() {
        int length = 0;
        for (byte[] sets : known) {
            length += sets.length;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (byte[] sets : known) {
            System.arraycopy(sets, 0, bytes, at, sets.length);
            at += sets.length;
        }
        return bytes;
    }

    /** An access unit begins in {@code packet} (borrowed) at {@code from}. */
    void begin(TsPacket packet, int from) {
        finish();
        gathering = needed();
        slot = NOT_A_SET;
        looked = 0;
        last = -1;
        readLength = 0;
        readSets = 0;
        counter = packet.continuityCounter();
        take(packet.buffer(), from, packet.payloadEnd());
    }

    /** The next packet of the stream (borrowed), which begins no access unit. */
    void goOn(TsPacket packet) {
        if (packet.continuityCounter() == counter) {
            return;
        }
        if (packet.continuityCounter() != (counter + 1 & 0x0F) || packet.scrambling() != 0) {
            gathering = false;
            return;
        }
        counter = packet.continuityCounter();
        take(packet.buffer(), packet.payloadStart(), packet.payloadEnd());
    }

    /** Whether streams of this codec have parameter sets that are read here. */
    boolean needed() {
        return codec == Codec.H264
                || codec == Codec.HEVC
                || codec == Codec.MPEG2_VIDEO
                || codec == Codec.MPEG1_VIDEO
                || codec == Codec.MPEG4_VIDEO;
    }

    private void take(ByteBuf buffer, int from, int end) {
        for (int at = from; at < end && gathering; at++) {
            int b = buffer.getUnsignedByte(at);
            if ((last & 0xFFFFFF) == 1) {
                onUnit(b);
            } else if (slot >= 0) {
                store(b);
            }
            last = last << 8 | b;
            if (++looked == MAX_READ) {
                gathering = false;
            }
        }
    }

    /** A unit begins behind a start code; {@code first} is its first byte. */
    private void onUnit(int first) {
        if (slot >= 0) {
            // The start code has been stored together with the set before it.
            closeSet(readLength - 3);
        }
        int kind = slotOf(first);
        if (kind == PICTURE) {
            finish();
            return;
        }
        slot = kind;
        if (slot >= 0 && readSets == MAX_SETS) {
            gathering = false;
        } else if (slot >= 0) {
            if (read.length == 0) {
                read = new byte[MAX_READ + 64];
            }
            setSlots[readSets] = slot;
            setStarts[readSets] = readLength;
            setEnds[readSets] = readLength;
            readSets++;
            store(0);
            store(0);
            store(1);
            store(first);
        }
    }

    private void store(int b) {
        if (readLength == read.length) {
            gathering = false;
            return;
        }
        read[readLength++] = (byte) b;
    }

    private void closeSet(int end) {
        readLength = end;
        setEnds[readSets - 1] = end;
    }

    /** The picture begins: what came before it in this access unit is whole. */
    private void finish() {
        if (!gathering) {
            return;
        }
        gathering = false;
        for (int i = 0; i < SLOTS; i++) {
            keep(i);
        }
    }

    private void keep(int wanted) {
        int length = 0;
        boolean same = true;
        byte[] old = known[wanted];
        for (int i = 0; i < readSets; i++) {
            if (setSlots[i] == wanted) {
                int size = setEnds[i] - setStarts[i];
                same &= old.length >= length + size
                        && Arrays.equals(old, length, length + size, read, setStarts[i], setEnds[i]);
                length += size;
            }
        }
        if (length == 0 || (same && length == old.length)) {
            return;
        }
        byte[] next = new byte[length];
        int at = 0;
        for (int i = 0; i < readSets; i++) {
            if (setSlots[i] == wanted) {
                int size = setEnds[i] - setStarts[i];
                System.arraycopy(read, setStarts[i], next, at, size);
                at += size;
            }
        }
        known[wanted] = next;
    }

    private int slotOf(int first) {
        return switch (codec) {
            case H264 -> slotOfH264(first & 0x1F);
            case HEVC -> slotOfHevc(first >> 1 & 0x3F);
            case MPEG4_VIDEO -> slotOfMpeg4(first);
            default -> slotOfMpeg2(first);
        };
    }

    // ISO/IEC 14496-10, Table 7-1: 1 to 5 are slices, 7 is an SPS, 13 its extension, 15 an SPS of another layer, 8 a
    // PPS.
    private static int slotOfH264(int type) {
        return switch (type) {
            case 7 -> 0;
            case 13 -> 1;
            case 15 -> 2;
            case 8 -> 3;
            case 1, 2, 3, 4, 5 -> PICTURE;
            default -> NOT_A_SET;
        };
    }

    // ISO/IEC 23008-2, Table 7-1: below 32 are slices.
    private static int slotOfHevc(int type) {
        return switch (type) {
            case 32 -> 0;
            case 33 -> 1;
            case 34 -> 2;
            default -> type < 32 ? PICTURE : NOT_A_SET;
        };
    }

    // ISO/IEC 13818-2, Table 6-1: a sequence header, and the extensions between it and a group or a picture.
    private int slotOfMpeg2(int startCode) {
        return switch (startCode) {
            case 0xB3 -> 0;
            case 0xB5 -> slot == 0 ? 0 : NOT_A_SET;
            case 0xB8, 0x00 -> PICTURE;
            default -> NOT_A_SET;
        };
    }

    // ISO/IEC 14496-2, Table 6-3: everything before a group or a picture but user data.
    private static int slotOfMpeg4(int startCode) {
        if (startCode == 0xB6 || startCode == 0xB3) {
            return PICTURE;
        }
        return startCode <= 0x2F || startCode == 0xB0 || startCode == 0xB5 ? 0 : NOT_A_SET;
    }
}
