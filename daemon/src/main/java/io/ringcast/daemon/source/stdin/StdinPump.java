package io.ringcast.daemon.source.stdin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The thread that waits for standard input, with a credit of {@value #CREDIT} pieces of 64 KiB: who takes none stops it, and with it
 * whoever writes.
 *
 * <p>{@link #poll} and {@link #onReady} are for the one event loop that plays it; {@link #begin} for any thread.
 */
final class StdinPump {

    static final int CREDIT = 2;
    private static final int PIECE = 64 * 1024;

    /** What the thread hands over. */
    sealed interface Piece {

        /** Bytes; whoever polled them owns them. */
        record Bytes(ByteBuf bytes) implements Piece {}

        /** It is over: at its end, or because it broke. */
        record End(Optional<IOException> fault) implements Piece {}
    }

    private final InputStream in;
    private final ByteBufAllocator allocator;
    private final Semaphore credit = new Semaphore(CREDIT);
    private final Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
    private volatile Runnable onReady = () -> {};
    private @Nullable Thread thread;

    StdinPump(InputStream in, ByteBufAllocator allocator) {
        this.in = in;
        this.allocator = allocator;
    }

    /** Starts the thread, the first time. */
    synchronized void begin() {
        if (thread == null) {
            thread = new Thread(this::pump, "ringcast-stdin");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Who is called, on the thread of the pump, when there is something to poll. */
    void onReady(Runnable action) {
        onReady = action;
    }

    /** The next piece, if it is there; gives its credit back. */
    @Nullable
    Piece poll() {
        Piece piece = pieces.poll();
        if (piece != null) {
            credit.release();
        }
        return piece;
    }

    private void pump() {
        byte[] buffer = new byte[PIECE];
        try {
            while (true) {
                credit.acquire();
                int count = in.read(buffer);
                if (count < 0) {
                    hand(new Piece.End(Optional.empty()));
                    return;
                }
                hand(new Piece.Bytes(allocator.buffer(count).writeBytes(buffer, 0, count)));
            }
        } catch (IOException e) {
            hand(new Piece.End(Optional.of(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hand(Piece piece) {
        pieces.add(piece);
        onReady.run();
    }
}
