package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Cuts a stream of bytes into the units of a {@link Framing} that differ in size.
 *
 * <p>What is whole in the caller's buffer is handed on from there, with its indices narrowed for the call. A unit that is split over two
 * buffers is copied together; a large one is handed on in parts as it comes. So at most what a framing {@linkplain Framing#wanted wants} of
 * a unit is held, whatever length the unit claims to have.
 *
 * <p>Owns its hold buffer until {@link #close()}; borrows everything else.
 */
final class UnitCutter implements UnitParser {

    private static final int MIN_HOLD = 4096;

    private final Framing framing;
    private final ByteBufAllocator allocator;
    private ByteBuf hold;

    /** Bytes from the reader index of the hold on without which nothing can be done. */
    private int wanted = 1;

    /** Bytes of the unit that was begun last and are still to come; how many came. */
    private long rest;

    private long passed;
    private boolean restEndsUnit;

    UnitCutter(Framing framing, ByteBufAllocator allocator) {
        this.framing = framing;
        this.allocator = allocator;
        hold = allocator.buffer(MIN_HOLD);
    }

    @Override
    public Format format() {
        return framing.format();
    }

    @Override
    public void parse(ByteBuf bytes, UnitSink sink) {
        while (bytes.isReadable()) {
            if (hold.isReadable()) {
                keep(bytes, wanted - hold.readableBytes());
                if (hold.readableBytes() >= wanted) {
                    drain(hold, false, sink);
                }
            } else {
                drain(bytes, false, sink);
                keep(bytes, bytes.readableBytes());
            }
        }
    }

    @Override
    public void end(UnitSink sink) {
        drain(hold, true, sink);
        if (hold.isReadable()) {
            sink.onGarbage(hold.readableBytes());
            hold.skipBytes(hold.readableBytes());
        }
        rest = 0;
    }

    @Override
    public void close() {
        if (hold.refCnt() > 0) {
            hold.release();
        }
    }

    /** Hands on what is whole, and says in {@link #wanted} how much of what is left has to be there to go on. */
    private void drain(ByteBuf buffer, boolean last, UnitSink sink) {
        wanted = 1;
        while (buffer.isReadable()) {
            if (rest > 0) {
                pass(buffer, sink);
                continue;
            }
            int readable = buffer.readableBytes();
            long length = framing.measure(buffer, buffer.readerIndex(), readable, last);
            if (length < 0) {
                throwAway(buffer, (int) -length, sink);
            } else if (length == Framing.MORE) {
                wanted = Math.max(readable + 1, framing.decidedBy());
                return;
            } else {
                int needed = framing.wanted(length);
                if (readable < needed) {
                    wanted = needed;
                    return;
                }
                restEndsUnit = framing.begin(buffer, buffer.readerIndex(), length, sink);
                rest = length;
                passed = 0;
            }
        }
    }

    /** Hands on what is there of the unit that was begun. */
    private void pass(ByteBuf buffer, UnitSink sink) {
        int count = (int) Math.min(rest, Math.min(buffer.readableBytes(), Framing.WHOLE_BYTES));
        if (passed > 0) {
            framing.within(passed, sink);
        }
        int end = buffer.writerIndex();
        int to = buffer.readerIndex() + count;
        buffer.writerIndex(to);
        rest -= count;
        passed += count;
        try {
            if (rest == 0 && restEndsUnit) {
                sink.onUnits(buffer);
            } else {
                sink.onPart(buffer);
            }
        } finally {
            buffer.setIndex(to, end);
        }
    }

    private static void throwAway(ByteBuf buffer, int count, UnitSink sink) {
        buffer.skipBytes(count);
        sink.onGarbage(count);
    }

    private void keep(ByteBuf bytes, int most) {
        int count = Math.min(most, bytes.readableBytes());
        if (count > 0) {
            own();
            hold.writeBytes(bytes, count);
        }
    }

    /**
     * Makes room for what is wanted. Takes another buffer when somebody keeps a slice of this one, for what was given is not written over,
     * and when this one has become larger than it need be.
     */
    private void own() {
        if (hold.refCnt() > 1 || (hold.capacity() > Framing.WHOLE_BYTES && wanted < MIN_HOLD)) {
            ByteBuf next = allocator.buffer(Math.max(MIN_HOLD, Math.max(wanted, hold.readableBytes())));
            next.writeBytes(hold, hold.readerIndex(), hold.readableBytes());
            hold.release();
            hold = next;
        } else if (hold.readerIndex() > 0) {
            hold.discardReadBytes();
        }
    }
}
