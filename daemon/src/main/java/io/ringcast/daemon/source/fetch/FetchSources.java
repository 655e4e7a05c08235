package io.ringcast.daemon.source.fetch;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.daemon.stream.Fetches;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.stream.Stream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * All that is got for those who ask for a URL.
 *
 * <pre>
 *   open(URL) ─► one that is got already, its first byte still held, or live ──► share
 *           └──► else: a {@link FetchSource} of its own, if fewer than the limit are there, or one that nobody wants makes room
 *                        last share closed ─► kept for `idle` ─► removed, with its ring
 * </pre>
 *
 * <p>Thread-safe: the list is guarded by its lock.
 */
public final class FetchSources implements Fetches {

    private final int limit;
    private final Duration idle;
    private final BooleanSupplier memoryIsShort;
    private final Supplier<EventLoop> loops;
    private final Maker maker;

    private final List<FetchSource> running = new ArrayList<>();
    private long made;
    private boolean stopped;

    /** Makes the parts of one; what is between other packages. */
    public interface Maker {

        /** A ring and its writer. */
        Splice splice(String name);

        /** How what is at {@code target} is opened, wherever that may lead. */
        InputOpener opener(URI target);

        /** What feeds {@code splice} from {@code opener}; {@code observer} is told what happens, behind all others who are. */
        SourceSupervisor supervisor(
                String name, InputOpener opener, Splice splice, EventLoop loop, SourceObserver observer);

        /** {@code stream} broke before its end: whoever listens is to be cut off. */
        void broken(Stream stream, String detail);
    }

    /**
     * @param limit that may be there at the same time
     * @param idle how long one is kept after the last who shared it
     * @param memoryIsShort whether none may be made now
     * @param loops gives the event loop of the next one
     */
    public FetchSources(
            int limit, Duration idle, BooleanSupplier memoryIsShort, Supplier<EventLoop> loops, Maker maker) {
        this.limit = limit;
        this.idle = idle;
        this.memoryIsShort = memoryIsShort;
        this.loops = loops;
        this.maker = maker;
    }

    @Override
    public Answer open(URI target) {
        FetchSource source;
        FetchShare share;
        synchronized (this) {
            if (stopped) {
                return new Answer.Stopped();
            }
            for (FetchSource known : running) {
                Optional<FetchShare> shared = known.target().equals(target) ? known.share() : Optional.empty();
                if (shared.isPresent()) {
                    return new Answer.Begun(shared.get());
                }
            }
            if (memoryIsShort.getAsBoolean()) {
                return new Answer.NoMemory();
            }
            if (running.size() >= limit && !makeRoom()) {
                return new Answer.Full();
            }
            made++;
            source = new FetchSource("fetch-" + made, target, loops.get(), idle, maker, this::remove);
            running.add(source);
            share = source.firstShare();
        }
        source.start();
        return new Answer.Begun(share);
    }

    /** How many are there now. */
    public synchronized int running() {
        return running.size();
    }

    /** Has all rings give what they hold above their floor while memory is short. Any thread. */
    public void relieve() {
        List.copyOf(all()).forEach(FetchSource::relieve);
    }

    /** Makes none any more, and ends the input of those that are there; what their listeners have not read stays in the rings. */
    public CompletableFuture<Void> stop() {
        synchronized (this) {
            stopped = true;
        }
        return CompletableFuture.allOf(all().stream().map(FetchSource::stop).toArray(CompletableFuture[]::new));
    }

    /** Frees the rings that are left. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(all().stream().map(FetchSource::close).toArray(CompletableFuture[]::new));
    }

    private synchronized List<FetchSource> all() {
        return List.copyOf(running);
    }

    /** Nobody has wanted it for as long as it is kept. */
    private void remove(FetchSource source) {
        boolean removed;
        synchronized (this) {
            removed = source.isUnused() && running.remove(source);
        }
        if (removed) {
            source.close();
        }
    }

    /** Removes the one that nobody has wanted for longest; false when all are wanted. */
    private boolean makeRoom() {
        for (FetchSource source : running) {
            if (source.isUnused()) {
                running.remove(source);
                source.close();
                return true;
            }
        }
        return false;
    }
}
