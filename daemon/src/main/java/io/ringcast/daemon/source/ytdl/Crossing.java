package io.ringcast.daemon.source.ytdl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputRun;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From one download of a live stream to another: the new one is connected beside the old, and takes over at the byte that the old one has
 * got to, where the {@link Seam} finds it. Where it does not (the origin makes the stream for each listener anew) the new one begins as a
 * run of its own.
 *
 * <pre>
 *   old   ═══════════════════════════════╗                  heard until then
 *   new             connected ┄┄┄┄┄┄┄┄┄┄┄╚══════════════►   kept, at most {@value Seam#LIMIT} bytes and {@value #LONGEST_MILLIS} ms
 * </pre>
 *
 * <p>Belongs to the source's event loop.
 */
final class Crossing implements Leg.Events {

    /** How long the seam is looked for. */
    static final long LONGEST_MILLIS = 3_000;

    private static final long LOOK_MILLIS = 100;

    /** Who is told. */
    interface Events {

        /**
         * From now on {@code next} is heard, beginning with {@code bytes} (borrowed); not seamless is a run that begins anew. The old one
         * is to be closed.
         */
        void onCrossed(Leg next, ByteBuf bytes, boolean seamless);

        /** The new one was lost; the old one goes on, if it is still there. */
        void onLost(InputFailure failure, boolean oldIsLost);

        /** Who hears what the new one tells when it has taken over. */
        Leg.Events heard();
    }

    private final EventLoop loop;
    private final Events events;
    private final Seam seam = new Seam();
    private final Leg old;
    private final Leg next;

    private Leg.@Nullable Events heard;
    private @Nullable Future<?> timer;
    private boolean reading = true;
    private long looks;
    private long skip;
    private boolean oldIsLost;
    private boolean over;

    /** @param open makes a download at the new place */
    Crossing(EventLoop loop, Leg old, Function<Leg.Events, Leg> open, Events events) {
        this.loop = loop;
        this.old = old;
        this.events = events;
        this.next = open.apply(this);
    }

    void start() {
        next.input().start();
    }

    /** Ends it, and the new download with it. Idempotent. */
    void cancel() {
        over = true;
        stopLooking();
        if (heard == null) {
            next.close();
        }
    }

    /** Stops or resumes taking bytes in: what is not read of the old one cannot be found in the new one. */
    void autoRead(boolean on) {
        reading = on;
        next.input().autoRead(on && !seam.isFull());
    }

    /** The old one gave {@code bytes} (borrowed) to those who listen. */
    void onDelivered(ByteBuf bytes) {
        seam.delivered(bytes);
    }

    /** The old one is lost; whether the new one takes over. */
    boolean onOldLost() {
        oldIsLost = true;
        if (next.run().isPresent() && timer != null) {
            stopLooking();
            look();
        }
        return !over || heard != null;
    }

    @Override
    public void onConnected(Leg leg, InputRun run) {
        if (heard != null) {
            heard.onConnected(leg, run);
        } else if (!leg.isStream()) {
            // It is something else than it was: what is heard goes on as long as it does.
            cancel();
            events.onLost(
                    InputFailure.passing(
                            InputFailure.Reason.CHANGED,
                            "at its new place there is a file (expected: the stream that it was)"),
                    oldIsLost);
        }
    }

    @Override
    public void onBytes(Leg leg, ByteBuf bytes) {
        if (heard != null) {
            hear(leg, bytes);
            return;
        }
        seam.came(bytes);
        if (timer == null && !over) {
            look();
        }
        if (heard == null && seam.isFull()) {
            next.input().autoRead(false);
        }
    }

    private void look() {
        OptionalInt overlap = seam.overlap();
        boolean last = oldIsLost || (reading && (seam.isFull() || ++looks > LONGEST_MILLIS / LOOK_MILLIS));
        if (overlap.isEmpty() && !last) {
            timer = loop.schedule(
                    () -> {
                        timer = null;
                        look();
                    },
                    LOOK_MILLIS,
                    TimeUnit.MILLISECONDS);
            return;
        }
        ByteBuf kept = Unpooled.wrappedBuffer(seam.kept());
        int delivered = Math.min(overlap.orElse(0), kept.readableBytes());
        skip = (long) overlap.orElse(0) - delivered;
        kept.skipBytes(delivered);
        heard = events.heard();
        over = true;
        try {
            events.onCrossed(next, kept, overlap.isPresent());
        } finally {
            kept.release();
        }
    }

    private void hear(Leg leg, ByteBuf bytes) {
        int skipped = (int) Math.min(skip, bytes.readableBytes());
        skip -= skipped;
        bytes.skipBytes(skipped);
        if (heard != null && bytes.isReadable()) {
            heard.onBytes(leg, bytes);
        }
    }

    private void stopLooking() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void onItem(Leg leg, InputRun run) {
        if (heard != null) {
            heard.onItem(leg, run);
        }
    }

    @Override
    public void onResumed(Leg leg) {
        if (heard != null) {
            heard.onResumed(leg);
        }
    }

    @Override
    public void onAlive(Leg leg) {
        if (heard != null) {
            heard.onAlive(leg);
        }
    }

    @Override
    public void onTitle(Leg leg, String title) {
        if (heard != null) {
            heard.onTitle(leg, title);
        }
    }

    @Override
    public void onEnded(Leg leg) {
        if (heard != null) {
            heard.onEnded(leg);
        }
    }

    @Override
    public void onLost(Leg leg, InputFailure failure) {
        if (heard != null) {
            heard.onLost(leg, failure);
        } else {
            cancel();
            events.onLost(failure, oldIsLost);
        }
    }

    @Override
    public long patienceNanos() {
        return old.patienceNanos();
    }
}
