package io.ringcast.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A body as a stream from which every byte that came can be read, and only then how it ended. The JDK's own throws away what it holds when the
 * connection breaks, which may be the last kilobytes before a cut.
 *
 * <p>What is not read yet is at most two batches of what the connection gave. One thread reads; the HTTP client's threads feed it.
 */
final class BodyStream extends InputStream implements BodySubscriber<InputStream> {

    /** What the HTTP client said, in order. */
    private sealed interface Event {

        record Batch(List<ByteBuffer> buffers) implements Event {}

        /** @param failure null at a real end */
        record End(@Nullable Throwable failure) implements Event {}
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private volatile boolean closed;

    /** Of the thread that reads, like what follows. */
    private Iterator<ByteBuffer> batch = Collections.emptyIterator();

    private ByteBuffer current = ByteBuffer.allocate(0);
    private Event.@Nullable End end;

    BodyStream() {}

    /** Gives each body as such a stream. */
    static BodyHandler<InputStream> handler() {
        return response -> new BodyStream();
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        if (!subscription.complete(given) || closed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event.Batch(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event.End(Objects.requireNonNull(failure)));
    }

    @Override
    public void onComplete() {
        events.add(new Event.End(null));
    }

    @Override
    public int read() throws IOException {
        return await() ? current.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!await()) {
            return -1;
        }
        int count = Math.min(length, current.remaining());
        current.get(bytes, offset, count);
        return count;
    }

    @Override
    public int available() {
        return current.remaining();
    }

    /** Whoever reads is told, and nothing more is asked for. */
    @Override
    public void close() {
        closed = true;
        subscription.thenAccept(Subscription::cancel);
        events.add(new Event.End(new IOException("closed")));
    }

    /** Waits for a byte. Returns false at the end. */
    private boolean await() throws IOException {
        while (!current.hasRemaining()) {
            if (closed) {
                throw new IOException("closed");
            }
            if (batch.hasNext()) {
                current = batch.next();
            } else if (end == null) {
                take();
            } else if (end.failure() == null) {
                return false;
            } else {
                throw new IOException(end.failure().getMessage(), end.failure());
            }
        }
        return true;
    }

    private void take() throws InterruptedIOException {
        try {
            Event next = events.take();
            if (next instanceof Event.Batch given) {
                batch = given.buffers().iterator();
                // While this one is read the next one comes.
                subscription.thenAccept(from -> from.request(1));
            } else if (next instanceof Event.End told) {
                end = told;
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
