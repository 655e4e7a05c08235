package io.ringcast.daemon.source.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringcast.daemon.source.InputRun;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The items that an input has begun while the child of the item before still writes its rest, and their bytes: a few, since the input is
 * held back meanwhile. Owns the bytes; belongs to the source's event loop.
 */
final class Upcoming {

    private sealed interface Step {}

    private record Item(InputRun run) implements Step {}

    private record Bytes(ByteBuf bytes) implements Step {}

    private final ByteBufAllocator allocator;
    private final Deque<Step> steps = new ArrayDeque<>();

    Upcoming(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Whether an item has begun whose child has not. */
    boolean hasItem() {
        return !steps.isEmpty();
    }

    void item(InputRun run) {
        steps.add(new Item(run));
    }

    /** Bytes of the last item that began; borrowed, and copied. */
    void bytes(ByteBuf bytes) {
        steps.add(new Bytes(allocator.buffer(bytes.readableBytes()).writeBytes(bytes)));
    }

    /** Takes what is known of the next item, which there is. */
    InputRun next() {
        if (steps.remove() instanceof Item item) {
            return item.run();
        }
        throw new IllegalStateException("upcoming: bytes (expected: an item)");
    }

    /** Gives the bytes of the item that was taken last to {@code child}, which borrows them. */
    void giveTo(Consumer<ByteBuf> child) {
        while (steps.peek() instanceof Bytes next) {
            steps.remove();
            child.accept(next.bytes());
            next.bytes().release();
        }
    }

    /** Frees what is kept. Idempotent. */
    void clear() {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            if (step instanceof Bytes kept) {
                kept.bytes().release();
            }
        }
    }
}
