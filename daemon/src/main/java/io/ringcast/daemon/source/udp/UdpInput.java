package io.ringcast.daemon.source.udp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputSink;
import org.jspecify.annotations.Nullable;

/** One run of a datagram input: at most one {@link Reception} at a time. Belongs to the source's event loop. */
final class UdpInput implements Input {

    private final Surroundings around;
    private final InputSink sink;

    private boolean reading = true;
    private @Nullable Reception reception;

    /**
     * What a run is given.
     *
     * @param loop owns it
     * @param ticker the one that {@code loop} schedules by
     * @param allocator of what is put into order and together
     * @param receivers make its sockets
     * @param endpoint where it listens
     * @param account counts over all runs
     */
    record Surroundings(
            EventLoop loop,
            Ticker ticker,
            ByteBufAllocator allocator,
            Receivers receivers,
            UdpEndpoint endpoint,
            UdpAccount account) {}

    UdpInput(Surroundings around, InputSink sink) {
        this.around = around;
        this.sink = sink;
    }

    @Override
    public void start() {
        assert around.loop().inEventLoop();
        interrupt();
        Reception next = new Reception(around, reading, sink);
        reception = next;
        around.loop().execute(next::open);
    }

    @Override
    public void autoRead(boolean on) {
        assert around.loop().inEventLoop();
        reading = on;
        if (reception != null) {
            reception.autoRead(on);
        }
    }

    @Override
    public void interrupt() {
        assert around.loop().inEventLoop();
        if (reception != null) {
            reception.close();
            reception = null;
        }
    }

    /** What is sent while nobody listens is gone. */
    @Override
    public boolean canResume() {
        return false;
    }

    @Override
    public void stop() {
        interrupt();
    }
}
