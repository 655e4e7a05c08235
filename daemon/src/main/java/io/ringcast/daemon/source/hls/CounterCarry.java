package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Carries the continuity counters of MPEG-TS over from one segment to the next (ISO/IEC 13818-1, 2.4.3.3): servers that make each segment for
 * itself begin each at the same counters, which a stream must not. Where they go on by themselves, and where there are no packets, bytes go
 * through untouched; else a copy is changed in nothing but these four bits. Belongs to the source's event loop.
 */
final class CounterCarry {

    private static final int PACKET = 188;
    private static final int SYNC_BYTE = 0x47;
    private static final int HEADER = 4;
    private static final int NULL_PID = 0x1FFF;
    private static final int PIDS = 0x2000;
    private static final int COUNTERS = 16;
    private static final byte UNKNOWN = -1;

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> out;

    /** Of each PID the counter that went out last, and what is added to those of this segment. */
    private final byte[] last = new byte[PIDS];

    private final byte[] shift = new byte[PIDS];

    /** Where in a packet the next byte lies, and the packet's PID as far as it is known; whether there were only packets up to now. */
    private int at;

    private int pid;
    private boolean packets;

    /** @param out takes the bytes; it borrows */
    CounterCarry(ByteBufAllocator allocator, Consumer<ByteBuf> out) {
        this.allocator = allocator;
        this.out = out;
        begin(true);
    }

    /** A segment begins; {@code joins} when it does not continue the one before. */
    void begin(boolean joins) {
        at = 0;
        packets |= joins;
        Arrays.fill(shift, UNKNOWN);
        if (joins) {
            Arrays.fill(last, UNKNOWN);
        }
    }

    /** Takes bytes of the segment. Borrows {@code bytes}. */
    void take(ByteBuf bytes) {
        ByteBuf patched = null;
        int from = bytes.readerIndex();
        int index = from;
        int end = bytes.writerIndex();
        while (packets && index < end) {
            if (at < HEADER) {
                int read = bytes.getByte(index) & 0xFF;
                int carried = header(read);
                if (carried != read) {
                    if (patched == null) {
                        patched = allocator.buffer(end - from).writeBytes(bytes, from, end - from);
                    }
                    patched.setByte(index - from, carried);
                }
                at++;
                index++;
            } else {
                int step = Math.min(PACKET - at, end - index);
                at = (at + step) % PACKET;
                index += step;
            }
        }
        if (patched == null) {
            out.accept(bytes);
            return;
        }
        try {
            out.accept(patched);
        } finally {
            patched.release();
        }
    }

    /** Looks at one byte of a header; returns what is to stand there. */
    private int header(int read) {
        switch (at) {
            case 0 -> packets = read == SYNC_BYTE;
            case 1 -> pid = (read & 0x1F) << 8;
            case 2 -> pid |= read;
            default -> {
                return pid == NULL_PID ? read : (read & ~(COUNTERS - 1)) | counter(read);
            }
        }
        return read;
    }

    private int counter(int read) {
        int counter = read & (COUNTERS - 1);
        boolean payload = (read & 0x10) != 0;
        if (shift[pid] == UNKNOWN) {
            int expected = last[pid] + (payload ? 1 : 0);
            shift[pid] = (byte) (last[pid] == UNKNOWN ? 0 : Math.floorMod(expected - counter, COUNTERS));
        }
        last[pid] = (byte) ((counter + shift[pid]) % COUNTERS);
        return last[pid];
    }
}
