package io.ringcast.client.bench;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets arrivals gather for a moment before the loop looks at them, as network cards do with interrupts: one wake-up serves many
 * connections, and the server is spared the cost of waking a sleeper with each send.
 *
 * <p>It is the loop's own waiting, in place of some of the waiting for readiness that follows; timers are never made late by it.
 */
final class GatheringIoHandler implements IoHandler {

    private final IoHandler ready;
    private final long gatherNanos;

    private GatheringIoHandler(IoHandler ready, long gatherNanos) {
        this.ready = ready;
        this.gatherNanos = gatherNanos;
    }

    /** Loops that look no more often than every {@code gatherNanos}; 0 for at once. */
    static IoHandlerFactory factory(IoHandlerFactory ready, long gatherNanos) {
        return gatherNanos == 0 ? ready : executor -> new GatheringIoHandler(ready.newHandler(executor), gatherNanos);
    }

    @Override
    public void initialize() {
        ready.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        if (context.canBlock()) {
            long nanos = Math.min(gatherNanos, context.delayNanos(System.nanoTime()));
            if (nanos > 0) {
                LockSupport.parkNanos(this, nanos);
            }
        }
        return ready.run(context);
    }

    @Override
    public void prepareToDestroy() {
        ready.prepareToDestroy();
    }

    @Override
    public void destroy() {
        ready.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return ready.register(handle);
    }

    @Override
    public void wakeup() {
        ready.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return ready.isCompatible(handleType);
    }
}
