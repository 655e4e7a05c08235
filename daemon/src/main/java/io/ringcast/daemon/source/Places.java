package io.ringcast.daemon.source;

import io.ringcast.daemon.config.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connections that one account at an origin may have at a time, over all sources: whoever connects takes a place, and those that find
 * none wait in line. Thread-safe; what waits is told on its own loop.
 */
public final class Places {

    /** How many there are: the key of inputs that reach an origin over the network. */
    public static final Option<Optional<Long>> CONNECTIONS = Option.integer(
                    "connections",
                    "How many connections the account (scheme, host, port and credentials) may have at a time, over all sources:"
                            + " what belongs to one input counts once. Where only one is allowed, the active input is closed before"
                            + " another of the account is connected. Not counted when absent; the lowest of several counts.")
            .between("1", "1000");

    private final Deque<Ticket> line = new ArrayDeque<>();

    /** Guarded by this. */
    private int limit = Integer.MAX_VALUE;

    /** Guarded by this. */
    private int taken;

    /** There are at most so many; the lowest that was ever said holds. */
    public synchronized void limit(int most) {
        limit = Math.min(limit, most);
    }

    /** How many there are. */
    synchronized int limit() {
        return limit;
    }

    /** Whether a place could be taken at once. */
    synchronized boolean isFree() {
        return taken < limit && line.isEmpty();
    }

    /** Stands in line; {@code granted} runs on {@code loop}, and never within this call, when there is a place. */
    Ticket ask(Executor loop, Runnable granted) {
        Ticket ticket = new Ticket(loop, granted);
        synchronized (this) {
            line.add(ticket);
        }
        serve();
        return ticket;
    }

    private void serve() {
        for (Ticket next = admit(); next != null; next = admit()) {
            next.loop.execute(next.granted);
        }
    }

    private synchronized @Nullable Ticket admit() {
        Ticket next = taken < limit ? line.poll() : null;
        if (next != null) {
            taken++;
            next.seated = true;
        }
        return next;
    }

    /** A place, or where one stands in line for it. */
    final class Ticket {

        private final Executor loop;
        private final Runnable granted;

        /** Guarded by the places. */
        private boolean seated;

        /** Guarded by the places. */
        private boolean gone;

        private Ticket(Executor loop, Runnable granted) {
            this.loop = loop;
            this.granted = granted;
        }

        /** Gives the place back, or leaves the line. Idempotent. */
        void leave() {
            synchronized (Places.this) {
                if (gone) {
                    return;
                }
                gone = true;
                if (seated) {
                    taken--;
                } else {
                    line.remove(this);
                }
            }
            serve();
        }
    }
}
