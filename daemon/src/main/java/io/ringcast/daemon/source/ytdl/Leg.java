package io.ringcast.daemon.source.ytdl;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.WebInput;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One download of a {@link MediaInput}: the one that listeners hear, or another one beside it. Belongs to the source's event loop. */
final class Leg implements InputSink {

    /** Who is told; after {@link #close()} nobody. */
    interface Events {

        void onConnected(Leg leg, InputRun run);

        void onItem(Leg leg, InputRun run);

        void onResumed(Leg leg);

        void onAlive(Leg leg);

        /** Borrows {@code bytes}. */
        void onBytes(Leg leg, ByteBuf bytes);

        void onTitle(Leg leg, String title);

        void onEnded(Leg leg);

        void onLost(Leg leg, InputFailure failure);

        long patienceNanos();
    }

    private final Events events;
    private final WebInput input;

    private @Nullable InputRun run;
    private boolean closed;

    Leg(Events events, Function<InputSink, WebInput> opener) {
        this.events = events;
        this.input = opener.apply(this);
    }

    WebInput input() {
        return input;
    }

    /** What it said of its bytes; empty before it is connected. */
    Optional<InputRun> run() {
        return Optional.ofNullable(run);
    }

    /** Whether it is a connection that its origin feeds for ever: there is no other place from which it could go on. */
    boolean isStream() {
        return run != null && !run.finite() && !run.faster();
    }

    /** Ends it. Idempotent. */
    void close() {
        closed = true;
        input.stop();
    }

    @Override
    public void onConnected(InputRun connected) {
        if (!closed) {
            run = connected;
            events.onConnected(this, connected);
        }
    }

    @Override
    public void onItem(InputRun next) {
        if (!closed) {
            run = next;
            events.onItem(this, next);
        }
    }

    @Override
    public void onResumed() {
        if (!closed) {
            events.onResumed(this);
        }
    }

    @Override
    public void onAlive() {
        if (!closed) {
            events.onAlive(this);
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        if (!closed) {
            events.onBytes(this, bytes);
        }
    }

    @Override
    public long patienceNanos() {
        return events.patienceNanos();
    }

    @Override
    public void onTitle(String title) {
        if (!closed) {
            events.onTitle(this, title);
        }
    }

    @Override
    public void onEnded() {
        if (!closed) {
            events.onEnded(this);
        }
    }

    @Override
    public void onLost(InputFailure failure) {
        if (!closed) {
            events.onLost(this, failure);
        }
    }
}
