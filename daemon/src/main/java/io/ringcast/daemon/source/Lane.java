package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.container.Format;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One input that is open: its run, how it does, and whose it is at the moment; it changes hands when a standing-by input takes over.
 * Belongs to the source's event loop. After {@link #close()} or {@link #abandon()} it tells nobody anything.
 */
final class Lane {

    /** Who decides what comes of it. */
    interface Keeper {

        /** The first bytes of a connection came, and are media. */
        void onStreaming(Lane lane);

        /** It was lost; it may be resumed or given up now. */
        void onLost(Lane lane, InputFailure failure);

        /** Its last unit was released. */
        void onEnded(Lane lane);

        /** It has given nothing for half as long as it may, or ({@code false}) gives bytes again after that. */
        void onQuiet(Lane lane, boolean quiet);

        /** Whether an item is to wait for a listener; then the run is closed, and {@code onParked} follows. */
        boolean parksItems();

        /** It was an item, and was closed before its first byte. */
        void onParked(Lane lane);

        /** Who notes what comes meanwhile. */
        Books books();
    }

    /** Who notes what comes of it; one that stands by has nobody. */
    interface Books {

        /** Whoever takes over what stands by is told of its format then; its units are in the reserve. */
        Books NONE = new Books() {};

        default void onBytes(int input, int bytes) {}

        /** What comes is {@code format}; {@code byArrival} when it is datagrams, which come as they were sent. */
        default void onFormat(Format format, boolean byArrival) {}

        /** Whole units came (borrowed). */
        default void onUnits(ByteBuf units) {}

        default void onGarbage(int input, int bytes) {}

        default void onHeldBack(boolean held) {}
    }

    private final int input;
    private final long begunNanos;
    private final @Nullable Reserve reserve;
    private final RunChain chain;

    private Keeper keeper;
    private boolean streaming;
    private long streamingNanos;
    private Instant streamingSince = Instant.EPOCH;
    private int futileResumes;
    private @Nullable Format format;
    private boolean byArrival;

    /**
     * @param reserve where its units go for now, if it stands by
     * @param open makes the run, given its outlet and who is told
     */
    Lane(
            int input,
            long begunNanos,
            Keeper keeper,
            Outlet out,
            @Nullable Reserve reserve,
            BiFunction<Outlet, RunOwner, RunChain> open) {
        this.input = input;
        this.begunNanos = begunNanos;
        this.keeper = keeper;
        this.reserve = reserve;
        this.chain = open.apply(reserve == null ? out : reserve, new Ears());
    }

    /** Index of the input. */
    int input() {
        return input;
    }

    RunChain chain() {
        return chain;
    }

    /** When it was opened. */
    long begunNanos() {
        return begunNanos;
    }

    /** Whether bytes have come since it was last connected. */
    boolean streaming() {
        return streaming;
    }

    /** Since when bytes come. */
    Instant streamingSince() {
        return streamingSince;
    }

    /** Whether bytes have come for at least so long. */
    boolean hasStreamed(long nanos, long now) {
        return streaming && now - streamingNanos >= nanos;
    }

    /** Resumptions without progress since there was some. */
    int futileResumes() {
        return futileResumes;
    }

    /** It was lost, after progress or not. */
    void countResume(boolean forward) {
        futileResumes = forward ? 0 : futileResumes + 1;
    }

    /** Connects, for the first time or to go on. */
    void start() {
        streaming = false;
        chain.start();
    }

    /** Bytes come: the keeper notes when. */
    void streamsSince(long nanos, Instant moment) {
        streaming = true;
        streamingNanos = nanos;
        streamingSince = moment;
    }

    /** From now on {@code next} decides, and the units go on to where they are wanted. Once, for one that stood by. */
    void promote(Keeper next) {
        keeper = next;
        if (format != null) {
            next.books().onFormat(format, byArrival);
        }
        if (reserve != null) {
            reserve.open();
        }
    }

    /** Stops the input and frees what is held. Idempotent. */
    void close() {
        chain.close();
        if (reserve != null) {
            reserve.clear();
        }
    }

    /** It is lost for good: what it delivered and may stand alone goes on, the rest is freed. */
    void abandon() {
        chain.abandon();
        close();
    }

    /** What the open run tells. */
    private final class Ears implements RunOwner {

        @Override
        public void onBytes(int bytes) {
            keeper.books().onBytes(input, bytes);
        }

        @Override
        public void onFormat(Format found, boolean arrives) {
            format = found;
            byArrival = arrives;
            keeper.books().onFormat(found, arrives);
        }

        @Override
        public void onUnits(ByteBuf units) {
            keeper.books().onUnits(units);
        }

        @Override
        public boolean parksItems() {
            return keeper.parksItems();
        }

        @Override
        public void onParked() {
            keeper.onParked(Lane.this);
        }

        @Override
        public void onStreaming() {
            keeper.onStreaming(Lane.this);
        }

        @Override
        public void onGarbage(int bytes) {
            keeper.books().onGarbage(input, bytes);
        }

        @Override
        public void onHeldBack(boolean held) {
            keeper.books().onHeldBack(held);
        }

        @Override
        public void onQuiet(boolean quiet) {
            keeper.onQuiet(Lane.this, quiet);
        }

        @Override
        public void onEnded() {
            keeper.onEnded(Lane.this);
        }

        @Override
        public void onLost(InputFailure failure) {
            keeper.onLost(Lane.this, failure);
        }
    }
}
