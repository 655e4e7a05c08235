package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one place of an input that waits for publishers: who has it, whether the next one may take it over, and how long it is kept for one
 * who left.
 *
 * <pre>
 *   empty ──claim──► taken ──left──► kept for `grace` ──► lost
 *     │                ▲ │                 │
 *     │                └─┼─── claim ───────┘
 *     └─ grace: lost     └── end ──► ended
 * </pre>
 *
 * <p>It outlives runs: somebody who comes while none is open is let in, not read yet, and who listens to {@link #attend} is told; whose
 * run is stopped stays, and is not read until the next one begins. All state belongs to the event loop of the source; {@link #claim} may be called from any thread.
 */
public final class PublisherSeat implements InputOpener {

    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Takes the answer to a claim, on the loop of the source. */
    public interface Claim {

        /** The seat is his: what he sends goes to {@code publication}. */
        void onSeated(Publication publication);

        /** It is not; {@code why} names who has it. */
        void onRefused(String why);
    }

    /** Opens what lets publishers in, unless it is open: {@code onFailed} of the last call hears why it cannot. */
    public interface Door {

        void open(EventLoop loop, Consumer<InputFailure> onFailed);
    }

    private final String url;
    private final boolean takeover;
    private final Duration grace;
    private final Door door;

    private volatile @Nullable EventLoop loop;
    private volatile Runnable ready = () -> {};

    // Owned by the loop.
    private @Nullable Publication holder;
    private @Nullable Run run;
    private boolean over;

    /**
     * @param url for people
     * @param takeover whether a second publisher replaces the first
     * @param grace how long nobody may publish before the input is lost
     * @param door what lets publishers in
     */
    public PublisherSeat(String url, boolean takeover, Duration grace, Door door) {
        this.url = url;
        this.takeover = takeover;
        this.grace = grace;
        this.door = door;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public void attend(EventLoop owner, Runnable action) {
        ready = action;
        loop = owner;
        // Where the door cannot be opened now, each run tries it again and says why.
        door.open(owner, failure -> {});
    }

    @Override
    public void dismiss() {
        Publication last = holder;
        over = true;
        release();
        if (last != null) {
            last.publisher().dismiss("the source stops");
        }
    }

    @Override
    public Input open(EventLoop owner, InputSink sink) {
        loop = owner;
        return new Run(owner, sink);
    }

    /**
     * Asks for the seat. Any thread.
     *
     * @param mediaType what he calls his stream
     * @param faster whether it comes faster than it is to be played
     */
    public void claim(Publisher publisher, Optional<String> mediaType, boolean faster, Claim claim) {
        EventLoop owner = loop;
        if (owner == null) {
            claim.onRefused("the source does not run yet (expected: another try in a moment)");
            return;
        }
        try {
            owner.execute(() -> decide(new Publication(owner, this, publisher, mediaType, faster), claim));
        } catch (RejectedExecutionException stopping) {
            claim.onRefused("the daemon ends");
        }
    }

    private void decide(Publication asking, Claim claim) {
        if (over) {
            claim.onRefused("the source has stopped");
            return;
        }
        Publication before = holder;
        if (before != null && !takeover) {
            claim.onRefused(before.publisher().address()
                    + " publishes already (expected: one publisher; takeover = true lets the next one replace him)");
            return;
        }
        if (before != null) {
            before.close();
            before.publisher().dismiss("taken over by " + asking.publisher().address());
        }
        holder = asking;
        asking.hold();
        claim.onSeated(asking);
        if (run != null) {
            run.seat(asking);
        } else {
            ready.run();
        }
    }

    void onBytes(Publication from, ByteBuf bytes) {
        if (from == holder && run != null) {
            run.sink.onBytes(bytes);
        }
    }

    void onTitle(Publication from, String title) {
        if (from == holder && run != null) {
            run.sink.onTitle(title);
        }
    }

    void onEnd(Publication from) {
        if (from == holder) {
            release();
            from.publisher().taken();
            if (run != null) {
                run.end();
            }
        }
    }

    void onLeft(Publication from, String why) {
        if (from == holder) {
            release();
            if (run != null) {
                run.keep(from.publisher().address() + " left: " + why);
            }
        }
    }

    private void release() {
        if (holder != null) {
            holder.close();
            holder = null;
        }
    }

    /** One run: whoever publishes, one after the other. */
    private final class Run implements Input {

        private final EventLoop owner;
        private final InputSink sink;
        private boolean reading = true;
        private boolean connected;
        private long keptNanos;
        private String why = "nobody publishes";
        private @Nullable Future<?> timer;

        Run(EventLoop owner, InputSink sink) {
            this.owner = owner;
            this.sink = sink;
        }

        @Override
        public void start() {
            assert owner.inEventLoop();
            run = this;
            owner.execute(this::begin);
        }

        @Override
        public void autoRead(boolean on) {
            reading = on;
            if (holder != null && run == this) {
                holder.autoRead(on);
            }
        }

        /** What he sends is no good: he has to go. */
        @Override
        public void interrupt() {
            boolean current = run == this;
            stop();
            Publication last = holder;
            if (current && connected && last != null) {
                release();
                last.publisher().dismiss("the input was interrupted");
            }
        }

        @Override
        public boolean canResume() {
            return false;
        }

        @Override
        public void stop() {
            cancel();
            if (run == this) {
                run = null;
                if (holder != null) {
                    holder.hold();
                }
            }
        }

        private void begin() {
            if (run != this) {
                return;
            }
            door.open(owner, this::lose);
            // Somebody may have come, or come and left, since it was started.
            if (run != this || connected) {
                return;
            }
            if (holder != null) {
                seat(holder);
            } else {
                keep("nobody publishes");
            }
        }

        /** Somebody has come. */
        void seat(Publication publication) {
            cancel();
            if (connected) {
                sink.onItem(publication.run());
            } else {
                connected = true;
                sink.onConnected(publication.run());
            }
            if (run == this && holder == publication) {
                publication.begin(reading);
            }
        }

        /** Nobody is there: for a while that is nothing. */
        void keep(String because) {
            why = because;
            keptNanos = 0;
            tick();
        }

        void end() {
            cancel();
            run = null;
            sink.onEnded();
        }

        private void tick() {
            long left = grace.toNanos() - keptNanos;
            if (left <= 0) {
                lose(InputFailure.passing(
                        Reason.NO_PUBLISHER, why + " (expected: somebody within grace, " + grace.toSeconds() + " s)"));
                return;
            }
            long step = Math.min(left, ALIVE_NANOS);
            timer = owner.schedule(
                    () -> {
                        keptNanos += step;
                        if (connected) {
                            sink.onAlive();
                        }
                        tick();
                    },
                    step,
                    TimeUnit.NANOSECONDS);
        }

        private void lose(InputFailure failure) {
            cancel();
            if (run == this) {
                run = null;
                sink.onLost(failure);
            }
        }

        private void cancel() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }
    }
}
