package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringcast.protocol.mpegts.PacketSync;
import io.ringcast.protocol.mpegts.TsPacket;

/**
 * Cuts a stream of bytes into aligned MPEG-TS packets and hands them on in runs that are as long as possible.
 *
 * <pre>
 *   searching --(5 sync bytes in a row)--> locked --(a sync byte is missing)--> searching
 * </pre>
 *
 * <p>While locked, a run is the caller's own buffer with its indices narrowed for the call: nothing is copied but a packet that is split
 * over two buffers, and what {@link PacketRuns} keeps back. Where each packet has a timecode of four bytes before it or 16 bytes of error
 * correction behind it, which the content tells, these are taken off and the packets copied together. A packet is believed when its sync
 * byte is there and, where that byte has come already, the one behind it. If that one is missing, the packet may have been cut short: it
 * is thrown away unless the sync goes on in phase, which shows that only the next packet is damaged. While searching, bytes are held (at
 * most {@value #HOLD_SIZE}) until five sync bytes follow each other; the ones before are garbage.
 *
 * <p>Owns its hold buffer until {@link #close()}; borrows everything else.
 */
final class MpegTsParser implements UnitParser {

    /** What it takes to find the sync again behind a packet in doubt and the damaged one behind that. */
    private static final int HOLD_SIZE = PacketSync.MAX_NEEDED + 2 * PacketSync.MAX_STRIDE + PacketSync.TIMECODE_SIZE;

    private final PacketRuns runs;
    private final ByteBufAllocator allocator;
    private ByteBuf hold;

    /** From one sync byte to the next; what lies between packets is taken off. */
    private int stride = TsPacket.SIZE;

    private boolean strideKnown;
    private boolean locked;
    private boolean atStart = true;

    /** Whether the hold begins with a packet that was in sync while the one behind it was not. */
    private boolean inDoubt;

    MpegTsParser(ByteBufAllocator allocator) {
        this.allocator = allocator;
        runs = new PacketRuns(allocator);
        hold = allocator.buffer(HOLD_SIZE, HOLD_SIZE);
    }

    @Override
    public Format format() {
        return Format.MPEG_TS;
    }

    @Override
    public void parse(ByteBuf bytes, UnitSink sink) {
        while (bytes.isReadable()) {
            if (!locked) {
                keep(bytes, hold.writableBytes());
                search(sink);
            } else if (hold.isReadable()) {
                complete(bytes, sink);
            } else {
                drain(bytes, sink);
                if (locked) {
                    keep(bytes, bytes.readableBytes());
                }
            }
        }
    }

    @Override
    public void end(UnitSink sink) {
        if (!locked) {
            searchLast(sink);
        }
        lastPacket(sink);
        runs.flush(sink);
        throwAway(hold.readableBytes(), sink);
        inDoubt = false;
        locked = false;
    }

    @Override
    public void close() {
        runs.close();
        if (hold.refCnt() > 0) {
            hold.release();
        }
    }

    /** Completes the packet of which the hold has the first bytes. */
    private void complete(ByteBuf bytes, UnitSink sink) {
        if (hold.getByte(hold.readerIndex()) != TsPacket.SYNC_BYTE) {
            lose(false);
            return;
        }
        keep(bytes, stride - hold.readableBytes());
        if (hold.readableBytes() < stride) {
            return;
        }
        if (bytes.isReadable() && bytes.getByte(bytes.readerIndex()) != TsPacket.SYNC_BYTE) {
            lose(true);
            return;
        }
        drain(hold, sink);
        hold.clear();
    }

    /** Hands on the whole packets at the reader index of {@code buffer}, up to the first that is out of sync. */
    private void drain(ByteBuf buffer, UnitSink sink) {
        int from = buffer.readerIndex();
        int count = inSync(buffer);
        if (stride == TsPacket.SIZE) {
            runs.deliver(buffer, from, count, sink);
        } else if (count > 0) {
            deliverStripped(buffer, from, count, sink);
        }
        buffer.readerIndex(from + count * stride);
    }

    /** How many whole packets stand at the reader index before one that is out of sync, or before the end. */
    private int inSync(ByteBuf buffer) {
        int end = buffer.writerIndex();
        int from = buffer.readerIndex();
        int at = from;
        if (end - at >= stride && buffer.getByte(at) != TsPacket.SYNC_BYTE) {
            lose(false);
            return 0;
        }
        // The sync byte behind a packet is the one before the next: each is read once.
        while (end - at >= stride) {
            if (end - at > stride && buffer.getByte(at + stride) != TsPacket.SYNC_BYTE) {
                lose(true);
                break;
            }
            at += stride;
        }
        return (at - from) / stride;
    }

    private void deliverStripped(ByteBuf buffer, int from, int count, UnitSink sink) {
        ByteBuf packets = allocator.buffer(count * TsPacket.SIZE, count * TsPacket.SIZE);
        try {
            for (int i = 0; i < count; i++) {
                packets.writeBytes(buffer, from + i * stride, TsPacket.SIZE);
            }
            runs.deliver(packets, 0, count, sink);
        } finally {
            packets.release();
        }
    }

    /** At the end of the stream a packet need not have behind it what is taken off. */
    private void lastPacket(UnitSink sink) {
        boolean whole = hold.readableBytes() >= TsPacket.SIZE && hold.readableBytes() < stride;
        if (locked && whole && hold.getByte(hold.readerIndex()) == TsPacket.SYNC_BYTE) {
            runs.deliver(hold, hold.readerIndex(), 1, sink);
            hold.skipBytes(hold.readableBytes());
        }
    }

    private void lose(boolean packetInDoubt) {
        locked = false;
        inDoubt = packetInDoubt;
    }

    /** Looks for the sync in the hold; what cannot be the begin of a packet any more is thrown away. */
    private void search(UnitSink sink) {
        int candidate = PacketSync.candidate(hold, hold.readerIndex(), hold.writerIndex());
        int before = candidate - hold.readerIndex();
        int found = PacketSync.stride(hold, candidate, hold.writerIndex(), PacketSync.CONSECUTIVE, stride);
        if (inDoubt && before <= 2 * stride && found == 0) {
            return;
        }
        if (found > 0) {
            skipTo(candidate, found, sink);
            lock(found, sink);
        } else {
            // What may be the timecode of the first packet stays with it.
            skipTo(Math.max(hold.readerIndex(), candidate - PacketSync.TIMECODE_SIZE), 0, sink);
            makeRoom();
        }
    }

    /**
     * At the end of the stream fewer sync bytes will do: two in a row, or one where the stream began. Once a distance has been found, only
     * that one counts here.
     */
    private void searchLast(UnitSink sink) {
        int candidate = PacketSync.candidate(hold, hold.readerIndex(), hold.writerIndex());
        int found = strideAtEnd(candidate, atStart && candidate == hold.readerIndex() ? 1 : 2);
        while (candidate < hold.writerIndex() && found == 0) {
            candidate = PacketSync.candidate(hold, candidate + 1, hold.writerIndex());
            found = strideAtEnd(candidate, 2);
        }
        skipTo(candidate, found, sink);
        lock(found == 0 ? stride : found, sink);
    }

    private int strideAtEnd(int candidate, int enough) {
        if (!strideKnown) {
            return PacketSync.stride(hold, candidate, hold.writerIndex(), enough, stride);
        }
        return PacketSync.followed(hold, candidate, hold.writerIndex(), stride) >= enough ? stride : 0;
    }

    /** Throws away what is before {@code candidate}, but for a packet in doubt that proves to have been whole. */
    private void skipTo(int candidate, int found, UnitSink sink) {
        if (inDoubt && found == stride && candidate - hold.readerIndex() == 2 * stride) {
            runs.deliver(hold, hold.readerIndex(), 1, sink);
            hold.skipBytes(stride);
        }
        inDoubt = false;
        int before = candidate - hold.readerIndex();
        if (found == PacketSync.TIMECODE_STRIDE && before >= PacketSync.TIMECODE_SIZE) {
            throwAway(before - PacketSync.TIMECODE_SIZE, sink);
            hold.skipBytes(PacketSync.TIMECODE_SIZE);
        } else {
            throwAway(before, sink);
        }
    }

    private void lock(int newStride, UnitSink sink) {
        stride = newStride;
        strideKnown = true;
        locked = true;
        atStart = false;
        drain(hold, sink);
        makeRoom();
    }

    private void throwAway(int count, UnitSink sink) {
        if (count > 0) {
            atStart = false;
            // What was kept back came before the garbage, and what follows does not complete it.
            runs.flush(sink);
            hold.skipBytes(count);
            sink.onGarbage(count);
        }
    }

    private void keep(ByteBuf bytes, int wanted) {
        int count = Math.min(wanted, bytes.readableBytes());
        own();
        hold.writeBytes(bytes, count);
    }

    private void makeRoom() {
        own();
        hold.discardReadBytes();
    }

    /** Takes another buffer when somebody keeps a slice of this one: what was given is not written over. */
    private void own() {
        if (hold.refCnt() > 1) {
            ByteBuf next = allocator.buffer(HOLD_SIZE, HOLD_SIZE);
            next.writeBytes(hold, hold.readerIndex(), hold.readableBytes());
            hold.release();
            hold = next;
        }
    }
}
