package io.ringcast.daemon.source.fetch;

import io.ringcast.daemon.stream.Fetch;
import io.ringcast.daemon.stream.Stream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** The share of one who asked for something that is got. Thread-safe. */
final class FetchShare implements Fetch {

    private final FetchSource source;
    private final AtomicBoolean entered = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    FetchShare(FetchSource source) {
        this.source = source;
    }

    @Override
    public Stream stream() {
        return source.stream();
    }

    @Override
    public CompletionStage<Opening> opening() {
        return source.opening().minimalCompletionStage();
    }

    @Override
    public boolean isBroken() {
        return source.isBroken();
    }

    @Override
    public void entered() {
        if (entered.compareAndSet(false, true)) {
            source.onEntered();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            entered();
            source.onLeft();
        }
    }
}
