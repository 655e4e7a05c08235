package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a body and not given out yet, content coding and all: at most what the socket had brought when reading was stopped,
 * decoded part by part only as it is taken.
 */
final class BodyQueue implements AutoCloseable {

    private final ByteBufAllocator allocator;
    private final Optional<Inflation> inflation;
    private final Deque<ByteBuf> coded = new ArrayDeque<>();

    BodyQueue(ByteBufAllocator allocator, Optional<Inflation> inflation) {
        this.allocator = allocator;
        this.inflation = inflation;
    }

    /** Takes ownership of {@code part}. */
    void add(ByteBuf part) {
        if (part.isReadable()) {
            coded.add(part);
        } else {
            part.release();
        }
    }

    /** Returns the next bytes of the body, owned by the caller, or null when all that came has been given. */
    @Nullable
    ByteBuf next() throws FailedException {
        if (inflation.isEmpty()) {
            return coded.poll();
        }
        Inflation decoder = inflation.get();
        while (!coded.isEmpty() || decoder.outputWaits()) {
            ByteBuf in = coded.isEmpty() ? Unpooled.EMPTY_BUFFER : coded.element();
            ByteBuf out;
            try {
                out = decoder.next(in, allocator);
            } catch (DataFormatException e) {
                throw new FailedException(
                        DownloadFailure.Kind.BAD_CODING,
                        "the content coding of the body cannot be undone: " + e.getMessage());
            }
            if (!coded.isEmpty() && !in.isReadable()) {
                coded.remove().release();
            }
            if (out.isReadable()) {
                return out;
            }
            out.release();
        }
        return null;
    }

    boolean isEmpty() {
        return coded.isEmpty()
                && inflation.map(decoder -> !decoder.outputWaits()).orElse(true);
    }

    /** Whether the coded data may end here. */
    boolean isComplete() {
        return inflation.map(Inflation::isComplete).orElse(true);
    }

    @Override
    public void close() {
        coded.forEach(ByteBuf::release);
        coded.clear();
        inflation.ifPresent(Inflation::close);
    }
}
