package io.ringcast.daemon.app;

import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.ring.ChunkPool;
import java.util.Collection;
import java.util.function.Supplier;

/** Who gives when memory is short: first the rings that are longer than their floor, then the listeners that pin most. */
final class Shortage implements ChunkPool.Pressure {

    private final Supplier<? extends Collection<SourceUnit>> sources;
    private final Runnable others;
    private final Fanout fanout;

    /**
     * @param sources those that run now
     * @param others has the rings give that are of no configured source
     */
    Shortage(Supplier<? extends Collection<SourceUnit>> sources, Runnable others, Fanout fanout) {
        this.sources = sources;
        this.others = others;
        this.fanout = fanout;
    }

    @Override
    public void onShort() {
        sources.get().forEach(SourceUnit::relieve);
        others.run();
    }

    @Override
    public void onExhausted() {
        fanout.endPinners();
    }
}
