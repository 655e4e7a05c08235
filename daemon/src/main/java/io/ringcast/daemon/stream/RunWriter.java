package io.ringcast.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.ring.MediaTime;
import io.ringcast.daemon.ring.RingWriter;

/** Writes the units and join points of one run after the other into a ring. Belongs to the source's event loop. */
final class RunWriter {

    private final RingWriter writer;
    private int unitSize = 1;
    private boolean firstJoinPoint;

    RunWriter(RingWriter writer) {
        this.writer = writer;
    }

    /** A run of units of that size begins. */
    void begin(int size) {
        unitSize = size;
        firstJoinPoint = true;
    }

    /** Offset behind the last unit. */
    long written() {
        return writer.written();
    }

    /** A decoder can start at the next unit. The first one of a run is kept however soon it comes: those before it may be of another kind. */
    void joinPoint(byte[] preamble, MediaTime time) {
        if (firstJoinPoint) {
            firstJoinPoint = false;
            writer.keepJoinPoint(preamble, time);
        } else {
            writer.joinPoint(preamble, time);
        }
    }

    /** Copies whole units (borrowed) to their end. */
    void append(ByteBuf units) {
        writer.append(units, unitSize);
    }
}
