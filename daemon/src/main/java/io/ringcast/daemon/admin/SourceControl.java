package io.ringcast.daemon.admin;

import io.ringcast.daemon.metrics.ObservedSource;
import io.ringcast.daemon.source.SwitchOutcome;
import java.util.concurrent.CompletableFuture;

/** A running source that obeys. Any thread; what is asked happens on the source's event loop, which completes the answers. */
public interface SourceControl extends ObservedSource {

    /** Has input {@code input}, from 0, feed it as soon as that delivers; says what came of it, which may take as long as connecting does. */
    CompletableFuture<SwitchOutcome> switchTo(int input);

    /** Drops what runs and begins again with the first input. Says whether it did: not while it waits for its first listener. */
    CompletableFuture<Boolean> restart();

    /**
     * Gives up what the ring holds now while the source goes on, a moment later, so that those who keep up notice nothing; says then how
     * many bytes nobody can come to any more.
     */
    CompletableFuture<Long> clear();
}
