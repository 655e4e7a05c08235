package io.ringcast.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.ring.MediaTime;
import io.ringcast.daemon.ring.RingWriter;
import io.ringcast.protocol.container.Format;

/** Writes the units and join points of one run after the other into a ring. Belongs to the source's event loop. */
final class RunWriter {

    private final RingWriter writer;
    private Format format = Format.OPAQUE;
    private boolean firstJoinPoint;

    RunWriter(RingWriter writer) {
        this.writer = writer;
    }

    /** A run of {@code next} begins. */
    void begin(Format next) {
        format = next;
        firstJoinPoint = true;
    }

    /** The run goes on where the one before broke, as if nothing had been. */
    void goesOn() {
        firstJoinPoint = false;
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
        append(units, true);
    }

    /** Copies bytes (borrowed) to their end; {@code ends}: a unit ends with them. */
    void append(ByteBuf bytes, boolean ends) {
        if (format.isVariable()) {
            writer.append(bytes, ends);
        } else {
            writer.append(bytes, format.unitSize());
        }
    }
}
