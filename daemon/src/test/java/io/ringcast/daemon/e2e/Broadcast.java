package io.ringcast.daemon.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What an origin sends: films in real time, each connection from where they are now, and whatever {@link Fault} it is told to have.
 * Used from any thread; each connection is a thread that calls {@link #play}.
 */
final class Broadcast {

    /** A connection to somebody. */
    interface Line {

        void send(byte[] bytes, int from, int length) throws IOException;

        /** Ends it with a RST, or whatever comes nearest to that. */
        void reset();

        /** Keeps it, silent, until the other side has gone. */
        void hang() throws IOException, InterruptedException;
    }

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final int SLOWER = 4;

    private final List<Film> films;
    private final int unit;
    private final long begun = System.nanoTime();
    private final Random random = new Random(11);

    private final AtomicInteger strikes = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile @Nullable Fault fault;

    /** @param unit pieces are multiples of so many bytes; 1 where it does not matter */
    Broadcast(List<Film> films, int unit) {
        this.films = List.copyOf(films);
        this.unit = unit;
    }

    void strike(Fault next) {
        strikes.incrementAndGet();
        fault = next;
    }

    /** Goes on as if nothing had been; another film begins where it was away. */
    void mend() {
        if (fault == Fault.COMES_BACK) {
            turn.incrementAndGet();
        }
        fault = null;
    }

    boolean has(Fault one) {
        return fault == one;
    }

    /** What plays now. */
    Film film() {
        return films.get(turn.get() % films.size());
    }

    /** How many films have begun. */
    int turn() {
        return turn.get();
    }

    /** How long it has been on air. */
    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    byte[] garbage(int length) {
        byte[] bytes = new byte[length];
        synchronized (random) {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    /** Sends until a fault or the other side ends it; a normal return means a clean close. */
    void play(Line line) throws IOException, InterruptedException {
        int before = strikes.get();
        Film playing = film();
        double each = playing.bytesPerSecond() * (STEP_NANOS / 1e9);
        double place = seconds() * playing.bytesPerSecond() % (playing.bytes().length * 0.9);
        long sent = (long) place / unit * unit;
        long due = System.nanoTime();
        while (sent < playing.bytes().length) {
            Fault now = fault;
            boolean struck = strikes.get() > before;
            if (now == Fault.COMES_BACK || (struck && now == Fault.RESETS)) {
                line.reset();
                return;
            } else if (struck && now == Fault.DIES) {
                // The last piece is half a unit where that can be.
                line.send(
                        playing.bytes(),
                        (int) sent,
                        Math.min(unit == 1 ? 77 : unit, playing.bytes().length - (int) sent));
                return;
            } else if (struck && now == Fault.STALLS) {
                line.hang();
                return;
            } else if (now == Fault.GARBAGE) {
                line.send(garbage((int) each), 0, (int) each);
            } else {
                place += now == Fault.SLOW ? each / SLOWER : each;
                int length = (int) ((long) Math.min(place, playing.bytes().length) / unit * unit - sent);
                line.send(playing.bytes(), (int) sent, length);
                sent += length;
            }
            due += STEP_NANOS;
            LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        }
    }
}
