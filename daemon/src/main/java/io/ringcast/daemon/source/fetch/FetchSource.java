package io.ringcast.daemon.source.fetch;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.ring.HoldBack;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.daemon.stream.Fetch.Opening;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.stream.Stream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing that is got for those who asked for its URL, from its first byte to its last, once.
 *
 * <pre>
 *   opening ── first byte ──► open ── last byte ──► whole: kept for those who read it, and `idle` longer
 *      │                       └──── lost ────────► broken: who listens is cut off
 *      └──── lost, or 15 s ──► broken: nobody gets a byte
 * </pre>
 *
 * <p>Two kinds of state: shares are counted under the lock of this object, from any thread; all else belongs to its event loop. While somebody
 * who has come has no place in the ring yet, {@link #beginning} holds the first byte: it is set before the tail is looked at, as {@link
 * HoldBack} asks.
 */
final class FetchSource {

    private static final Logger log = LoggerFactory.getLogger(FetchSource.class);

    /** How long the first byte may take, from the request on. */
    private static final Duration OPENING = Duration.ofSeconds(15);

    /** For how long it is tried to go on at the byte where it broke, while that brings nothing. */
    private static final Duration MENDING = Duration.ofSeconds(10);

    private final URI target;
    private final String name;
    private final EventLoop loop;
    private final Duration idle;
    private final FetchSources.Maker maker;
    private final Consumer<FetchSource> onUnused;
    private final Splice splice;
    private final Ring ring;
    private final SourceSupervisor supervisor;
    private final HoldBack beginning;
    private final CompletableFuture<Opening> opening = new CompletableFuture<>();

    /** Guarded by this. */
    private int shares;
    /** Shares of those who have no place in the ring yet. Guarded by this. */
    private int entering;
    /** Runs since the last share was closed. Guarded by this. */
    private @Nullable Future<?> unused;

    /** Whether it is live, and so may be joined wherever it is. */
    private volatile boolean live;

    private volatile boolean broken;
    private volatile boolean closed;

    /** What is there, as far as it is known. Belongs to the loop. */
    private @Nullable Opening found;

    /** Since when it has been broken, as the system's nanoseconds; absent while bytes come. Belongs to the loop. */
    private @Nullable Long interrupted;

    private @Nullable Future<?> deadline;
    private @Nullable Future<?> relief;

    FetchSource(
            String name,
            URI target,
            EventLoop loop,
            Duration idle,
            FetchSources.Maker maker,
            Consumer<FetchSource> onUnused) {
        this.name = name;
        this.target = target;
        this.loop = loop;
        this.idle = idle;
        this.maker = maker;
        this.onUnused = onUnused;
        this.splice = maker.splice(name);
        this.ring = splice.stream().ring();
        this.beginning = ring.holdBack();
        this.supervisor = maker.supervisor(
                name, new ItemOpener(maker.opener(target), what -> found = what), splice, loop, new Progress());
    }

    URI target() {
        return target;
    }

    Stream stream() {
        return splice.stream();
    }

    CompletableFuture<Opening> opening() {
        return opening;
    }

    boolean isBroken() {
        return broken;
    }

    void start() {
        log.info("source={} event=fetch-begun url={}", name, shown());
        loop.execute(() -> {
            if (closed) {
                return;
            }
            deadline = loop.schedule(
                    () -> onFailed(true, "timeout", "no byte within " + OPENING.toSeconds() + " s"),
                    OPENING.toNanos(),
                    TimeUnit.NANOSECONDS);
            // While it is held back it writes nothing, and so would never notice that memory is short.
            relief = loop.scheduleWithFixedDelay(splice::relieve, 1, 1, TimeUnit.SECONDS);
            supervisor.start();
        });
    }

    /** The share of who asked first. Before {@link #start()}. */
    synchronized FetchShare firstShare() {
        beginning.hold(0);
        return enter();
    }

    /** A share for one more, who can have all of it; empty when the beginning has left the ring, or it is over. */
    synchronized Optional<FetchShare> share() {
        if (broken || closed) {
            return Optional.empty();
        }
        if (live) {
            return Optional.of(enter());
        }
        beginning.hold(0);
        if (ring.tail() > 0) {
            letGo();
            return Optional.empty();
        }
        return Optional.of(enter());
    }

    synchronized boolean isUnused() {
        return shares == 0;
    }

    /** One of its shares has a place in the ring. */
    synchronized void onEntered() {
        entering--;
        letGo();
    }

    /** One of its shares has been closed. */
    void onLeft() {
        synchronized (this) {
            shares--;
            if (shares == 0) {
                long after = broken ? 0 : idle.toNanos();
                unused = loop.schedule(() -> onUnused.accept(this), after, TimeUnit.NANOSECONDS);
            }
        }
    }

    void relieve() {
        loop.execute(splice::relieve);
    }

    /** Ends the input; what is in the ring stays. */
    CompletableFuture<Void> stop() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(this::disarm);
        supervisor.stop().addListener(stopped -> done.complete(null));
        return done;
    }

    /** Ends all and frees the ring. Idempotent. */
    CompletableFuture<Void> close() {
        closed = true;
        return stop().thenRunAsync(
                        () -> {
                            if (relief != null) {
                                relief.cancel(false);
                                relief = null;
                                log.info("source={} event=fetch-removed bytes={}", name, ring.head());
                            }
                            splice.close();
                            ring.remove(beginning);
                            opening.complete(new Opening.Failed(false, "stopped"));
                        },
                        loop);
    }

    private FetchShare enter() {
        if (unused != null) {
            unused.cancel(false);
            unused = null;
        }
        shares++;
        entering++;
        return new FetchShare(this);
    }

    private void letGo() {
        if (entering == 0) {
            beginning.hold(HoldBack.NOTHING);
        }
    }

    /** Its bytes come: what it is, is known by now. */
    private void onOpened() {
        if (opening.isDone() || found == null) {
            return;
        }
        disarm();
        live = found instanceof Opening.Live;
        opening.complete(found);
    }

    /** It is lost for good. */
    private void onFailed(boolean late, String reason, String detail) {
        assert loop.inEventLoop();
        if (broken || closed) {
            return;
        }
        broken = true;
        disarm();
        log.warn("source={} event=fetch-failed url={} reason={} detail=\"{}\"", name, shown(), reason, detail);
        supervisor.stop();
        opening.complete(new Opening.Failed(late, reason));
        maker.broken(stream(), "what it was getting broke off: " + reason);
    }

    private void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** Without its query, which may hold what is secret. */
    private String shown() {
        return target.getScheme() + "://" + target.getRawAuthority()
                + Optional.ofNullable(target.getRawPath()).orElse("");
    }

    /** Hears how it goes, on the loop; acts when the caller is done. */
    private final class Progress implements SourceObserver {

        @Override
        public void onStateChanged(SourceState from, SourceState to) {
            if (to instanceof SourceState.Streaming) {
                interrupted = null;
                loop.execute(FetchSource.this::onOpened);
            }
        }

        @Override
        public void onFailed(int input, InputFailure failure, boolean resuming) {
            if (!resuming || failure.lasting() || isHopeless()) {
                boolean late = failure.reason() == InputFailure.Reason.HEADER_TIMEOUT
                        || failure.reason() == InputFailure.Reason.STALLED;
                loop.execute(
                        () -> FetchSource.this.onFailed(late, failure.reason().word(), failure.detail()));
            }
        }

        private boolean isHopeless() {
            long now = System.nanoTime();
            Long since = interrupted;
            if (since == null) {
                interrupted = now;
                return false;
            }
            return now - since > MENDING.toNanos();
        }
    }
}
