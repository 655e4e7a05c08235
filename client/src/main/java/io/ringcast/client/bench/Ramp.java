package io.ringcast.client.bench;

import io.netty.bootstrap.Bootstrap;
import java.util.concurrent.TimeUnit;

/** Starts the listeners of one loop, each when it is due. Belongs to that loop. */
final class Ramp implements Runnable {

    /** Connections made in a row; what else happens on the loop comes in between. */
    private static final int MAX_BURST = 64;

    private final BenchLoop loop;
    private final Bootstrap bootstrap;
    private final SourceAddresses addresses;
    private final BenchPlan plan;
    private final int step;
    private final long baseNanos;
    private int next;

    /**
     * @param first the number of the loop's first listener
     * @param step how many loops there are
     * @param baseNanos when listener number 0 is due
     */
    Ramp(
            BenchLoop loop,
            Bootstrap bootstrap,
            SourceAddresses addresses,
            BenchPlan plan,
            int first,
            int step,
            long baseNanos) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.addresses = addresses;
        this.plan = plan;
        this.next = first;
        this.step = step;
        this.baseNanos = baseNanos;
    }

    @Override
    public void run() {
        int started = 0;
        while (next < plan.crowd().listeners() && started < MAX_BURST && untilNextNanos() <= 0) {
            loop.connect(bootstrap, next, addresses);
            next += step;
            started++;
        }
        if (next < plan.crowd().listeners()) {
            loop.eventLoop().schedule(this, Math.max(0, untilNextNanos()), TimeUnit.NANOSECONDS);
        }
    }

    private long untilNextNanos() {
        return baseNanos + plan.timing().startNanos(next) - loop.nanos();
    }
}
