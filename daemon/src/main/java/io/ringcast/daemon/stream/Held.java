package io.ringcast.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Units at the beginning of a run that wait for what is decided of them, with their join points. Heap memory, which nobody has to free. */
final class Held {

    /**
     * A join point.
     *
     * @param at bytes of units before it
     * @param preamble its preamble, never changed
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Join(int at, byte[] preamble) {}

    private final ByteBuf units = Unpooled.buffer();
    private final List<Join> joins = new ArrayList<>();

    /** Copies {@code more} (borrowed) to its end. */
    void add(ByteBuf more) {
        units.writeBytes(more);
    }

    /** A decoder can start at the next unit. */
    void joinPoint(byte[] preamble) {
        joins.add(new Join(units.writerIndex(), preamble));
    }

    /** What takes units (borrowed) with the preamble of the join point that they begin with, if they do. */
    @FunctionalInterface
    interface Sink {
        void onUnits(ByteBuf units, byte @Nullable [] preamble);
    }

    /** Gives away the units from index {@code from} on, cut at their join points. */
    void forEach(int from, Sink sink) {
        units.readerIndex(from);
        byte[] preamble = null;
        for (Join join : joins) {
            if (join.at() < from) {
                continue;
            }
            if (join.at() > units.readerIndex()) {
                sink.onUnits(units.readSlice(join.at() - units.readerIndex()), preamble);
            }
            preamble = join.preamble();
        }
        if (units.isReadable()) {
            sink.onUnits(units.readSlice(units.readableBytes()), preamble);
        }
    }

    /** The units, which are the caller's to change. */
    ByteBuf units() {
        return units;
    }

    int size() {
        return units.writerIndex();
    }

    List<Join> joins() {
        return joins;
    }
}
