package io.ringcast.daemon.transport;

import io.netty.channel.AbstractEventLoopGroup;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** The event loops as accepted connections see them: whoever registers goes where {@link LoopLoads} says, instead of in turn. */
final class AcceptingLoops extends AbstractEventLoopGroup {

    private final EventLoopGroup loops;
    private final LoopLoads loads;

    AcceptingLoops(EventLoopGroup loops, LoopLoads loads) {
        this.loops = loops;
        this.loads = loads;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return loads.place(channel).register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return loads.place(promise.channel()).register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return loads.place(channel).register(channel, promise);
    }

    @Override
    public EventLoop next() {
        return loads.next();
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return loops.iterator();
    }

    @Override
    public boolean isShuttingDown() {
        return loops.isShuttingDown();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return loops.shutdownGracefully(quietPeriod, timeout, unit);
    }

    @Override
    public Future<?> terminationFuture() {
        return loops.terminationFuture();
    }

    @Override
    @Deprecated
    public void shutdown() {
        loops.shutdown();
    }

    @Override
    public boolean isShutdown() {
        return loops.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return loops.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return loops.awaitTermination(timeout, unit);
    }
}
