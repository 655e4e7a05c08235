package io.ringcast.daemon.fanout;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets in those who come, for at most half of the loop's time: the first bytes of each may be many, and when thousands come within a second
 * those who play must not wait for all of them.
 *
 * <pre>
 *   one comes ──► within the spell? ──► in at once
 *                   └─ no, or others wait already ──► queue ──► a spell of letting in, a spell for everything else, …
 * </pre>
 *
 * <p>Owned by its event loop. What queues are connections, which are bounded by the limits of outputs and server.
 */
final class Arrivals {

    /** How long one after another is let in before the loop does something else for as long. */
    static final long SPELL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final EventLoop loop;
    private final LongSupplier clock;
    private final Queue<Admission> queue = new ArrayDeque<>();

    private long spellBegan;
    private long spent;
    private boolean scheduled;

    Arrivals(EventLoop loop, LongSupplier clock) {
        this.loop = loop;
        this.clock = clock;
        this.spellBegan = clock.getAsLong();
    }

    void come(Admission admission) {
        long now = clock.getAsLong();
        if (queue.isEmpty() && now - spellBegan >= 2 * SPELL_NANOS) {
            spellBegan = now;
            spent = 0;
        }
        if (queue.isEmpty() && spent < SPELL_NANOS) {
            admission.enter();
            spent += clock.getAsLong() - now;
        } else {
            queue.add(admission);
            schedule();
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Nobody waits any longer: each hears at once what becomes of it. */
    void hurry() {
        for (Admission next = queue.poll(); next != null; next = queue.poll()) {
            next.enter();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            loop.schedule(this::spell, SPELL_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void spell() {
        scheduled = false;
        spellBegan = clock.getAsLong();
        do {
            Admission next = queue.poll();
            if (next == null) {
                break;
            }
            next.enter();
            spent = clock.getAsLong() - spellBegan;
        } while (spent < SPELL_NANOS);
        if (!queue.isEmpty()) {
            schedule();
        }
    }
}
