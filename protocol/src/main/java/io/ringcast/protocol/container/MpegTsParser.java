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
 * over two buffers. A packet is believed when its sync byte is there and, where that byte has come already, the one behind it. If that
 * one is missing, the packet may have been cut short: it is thrown away unless the sync goes on in phase, which shows that only the
 * next packet is damaged. While searching, bytes are held (at most {@value #HOLD_SIZE}) until five sync bytes follow each other; the
 * ones before are garbage.
 *
 * <p>Owns its hold buffer until {@link #close()}; borrows everything else.
 */
final class MpegTsParser implements UnitParser {

    /** A packet in doubt and the damaged one behind it. */
    private static final int DOUBT_SIZE = 2 * TsPacket.SIZE;

    /** What it takes to find the sync again behind a packet in doubt. */
    private static final int HOLD_SIZE = PacketSync.MAX_NEEDED + DOUBT_SIZE;

    private final ProgramWatch watch = new ProgramWatch();
    private final ByteBufAllocator allocator;
    private ByteBuf hold;
    private boolean locked;
    private boolean atStart = true;

    /** Whether the hold begins with a packet that was in sync while the one behind it was not. */
    private boolean inDoubt;

    MpegTsParser(ByteBufAllocator allocator) {
        this.allocator = allocator;
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
        throwAway(hold.readableBytes(), sink);
        inDoubt = false;
        locked = false;
    }

    @Override
    public void close() {
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
        keep(bytes, TsPacket.SIZE - hold.readableBytes());
        if (hold.readableBytes() < TsPacket.SIZE) {
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
        int end = buffer.writerIndex();
        int at = buffer.readerIndex();
        int runStart = at;
        while (end - at >= TsPacket.SIZE) {
            boolean inSync = buffer.getByte(at) == TsPacket.SYNC_BYTE;
            if (!inSync || (end - at > TsPacket.SIZE && buffer.getByte(at + TsPacket.SIZE) != TsPacket.SYNC_BYTE)) {
                lose(inSync);
                break;
            }
            int found = watch.look(buffer, at);
            if (found != ProgramWatch.NOTHING) {
                handOn(buffer, runStart, at, sink);
                runStart = at;
                tell(found, sink);
            }
            at += TsPacket.SIZE;
        }
        handOn(buffer, runStart, at, sink);
        buffer.readerIndex(at);
    }

    private void tell(int found, UnitSink sink) {
        if ((found & ProgramWatch.CLOCK) != 0) {
            sink.onClock(watch.clock(), watch.clockDiscontinuity());
        }
        if ((found & ProgramWatch.JOIN_POINT) != 0) {
            sink.onJoinPoint(watch.preamble());
        }
    }

    private static void handOn(ByteBuf buffer, int from, int to, UnitSink sink) {
        if (from == to) {
            return;
        }
        int readerIndex = buffer.readerIndex();
        int writerIndex = buffer.writerIndex();
        buffer.setIndex(from, to);
        try {
            sink.onUnits(buffer);
        } finally {
            buffer.setIndex(readerIndex, writerIndex);
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
        boolean found = PacketSync.followed(hold, candidate, hold.writerIndex()) == PacketSync.CONSECUTIVE;
        if (inDoubt && before <= DOUBT_SIZE && !found) {
            return;
        }
        skipTo(candidate, sink);
        if (found) {
            lock(sink);
        } else {
            makeRoom();
        }
    }

    /** At the end of the stream fewer sync bytes will do: two in a row, or one where the stream began. */
    private void searchLast(UnitSink sink) {
        int candidate = PacketSync.candidate(hold, hold.readerIndex(), hold.writerIndex());
        int enough = atStart && candidate == hold.readerIndex() ? 1 : 2;
        while (candidate < hold.writerIndex() && PacketSync.followed(hold, candidate, hold.writerIndex()) < enough) {
            candidate = PacketSync.candidate(hold, candidate + 1, hold.writerIndex());
            enough = 2;
        }
        skipTo(candidate, sink);
        lock(sink);
    }

    /** Throws away what is before {@code candidate}, but for a packet in doubt that proves to have been whole. */
    private void skipTo(int candidate, UnitSink sink) {
        if (inDoubt && candidate - hold.readerIndex() == DOUBT_SIZE && candidate < hold.writerIndex()) {
            tell(watch.look(hold, hold.readerIndex()), sink);
            handOn(hold, hold.readerIndex(), hold.readerIndex() + TsPacket.SIZE, sink);
            hold.skipBytes(TsPacket.SIZE);
        }
        inDoubt = false;
        throwAway(candidate - hold.readerIndex(), sink);
    }

    private void lock(UnitSink sink) {
        locked = true;
        atStart = false;
        drain(hold, sink);
        makeRoom();
    }

    private void throwAway(int count, UnitSink sink) {
        if (count > 0) {
            atStart = false;
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
