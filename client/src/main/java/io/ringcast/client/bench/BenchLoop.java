package io.ringcast.client.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterVerifier;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The listeners of a load test that share an event loop, and what they measure together; everything happens on that loop. */
final class BenchLoop {

    /** The newest packet that anybody on the loop has seen at some moment: its number and its stamp. */
    record Newest(long sequence, long stampMicros) {

        static final Newest NONE = new Newest(-1, 0);

        Newest or(long otherSequence, long otherStampMicros) {
            return otherSequence > sequence ? new Newest(otherSequence, otherStampMicros) : this;
        }
    }

    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final EventLoop loop;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final BenchPlan plan;
    private final Progress progress;
    private final Timeline timeline;
    private final LatencyHistogram connectTimes = new LatencyHistogram();
    private final LatencyHistogram firstByteTimes = new LatencyHistogram();
    private final List<BenchListener> listeners = new ArrayList<>();
    private final List<BenchListener> slow = new ArrayList<>();
    private final ReceiveBuffer buffer;
    private final ByteBuf request;

    private boolean measuring;
    private boolean finished;
    private long openedNanos;
    private long closedNanos;
    private Newest newestAtOpen = Newest.NONE;
    private Newest newestAtClose = Newest.NONE;

    /**
     * @param clock the wall clock that the stamps of packets are compared with
     * @param nanoClock measures intervals
     * @param allocator gives the buffers that are kept until {@link #release}
     */
    BenchLoop(
            EventLoop loop,
            Clock clock,
            LongSupplier nanoClock,
            ByteBufAllocator allocator,
            BenchPlan plan,
            Progress progress) {
        this.loop = loop;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.plan = plan;
        this.progress = progress;
        this.timeline = new Timeline(plan.timing().duration().toNanos());
        this.buffer = new ReceiveBuffer(allocator);
        this.request = allocator.directBuffer();
        request.writeCharSequence(plan.request(), StandardCharsets.US_ASCII);
    }

    /** Starts another listener: connects, and takes what comes. */
    void connect(Bootstrap bootstrap, int index, SourceAddresses addresses) {
        assert loop.inEventLoop();
        if (finished) {
            return;
        }
        Role role = plan.crowd().roleOf(index);
        CounterVerifier verifier =
                plan.isChecked(index) ? new CounterVerifier(timeline.latencies(), Long.MAX_VALUE) : null;
        BenchListener listener = new BenchListener(this, role, verifier, plan.isHttp() ? new HttpBody() : null);
        listeners.add(listener);
        Bootstrap own = bootstrap
                .clone(loop)
                .option(ChannelOption.RECVBUF_ALLOCATOR, buffer.reads(listener::readLimit))
                .localAddress(addresses.of(index))
                .handler(listener);
        ChannelFuture connected = own.connect();
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                listener.onNotConnected(done.cause());
                progress.onSettled();
            }
        });
    }

    void onConnected(BenchListener listener) {
        progress.onSettled();
        if (measuring) {
            listener.openWindow(nanos());
        }
        if (listener.role() == Role.SLOW) {
            slow.add(listener);
            if (slow.size() == 1) {
                pace(nanos());
            }
        }
    }

    /** Lets the slow ones read at their rate. */
    private void pace(long lastNanos) {
        if (finished) {
            return;
        }
        long now = nanos();
        double bytesPerSecond = plan.crowd().slowBitsPerSecond() / 8;
        for (BenchListener listener : slow) {
            listener.grant((now - lastNanos) / 1e9 * bytesPerSecond, bytesPerSecond);
        }
        loop.schedule(() -> pace(now), PACE_NANOS, TimeUnit.NANOSECONDS);
    }

    /** The stopped ones stop. */
    void stopReaders() {
        forEach(Role.STOPPED, BenchListener::stopReading);
    }

    /** From now on it is measured. */
    void openWindow() {
        assert loop.inEventLoop();
        openedNanos = nanos();
        newestAtOpen = newest();
        timeline.open(openedNanos);
        listeners.forEach(listener -> listener.openWindow(openedNanos));
        measuring = true;
    }

    /** Now it is not measured any more. */
    void closeWindow() {
        assert loop.inEventLoop();
        measuring = false;
        closedNanos = nanos();
        newestAtClose = newest();
        timeline.close(closedNanos);
        listeners.forEach(listener -> listener.closeWindow(closedNanos));
    }

    /** The stopped ones read what there is for them. */
    void catchUp() {
        forEach(Role.STOPPED, BenchListener::catchUp);
    }

    /** Ends the listeners; the measurements are final when this has run. */
    void finish() {
        assert loop.inEventLoop();
        finished = true;
        listeners.forEach(BenchListener::finish);
    }

    /** Gives back its buffers; comes when the loop has ended. */
    void release() {
        buffer.release();
        request.release();
    }

    /** Runs {@code task} on the loop; the caller, another thread, waits. */
    void run(Consumer<BenchLoop> task) throws InterruptedException {
        loop.submit(() -> task.accept(this)).sync();
    }

    EventLoop eventLoop() {
        return loop;
    }

    List<BenchListener> listeners() {
        return listeners;
    }

    Timeline timeline() {
        return timeline;
    }

    LatencyHistogram connectTimes() {
        return connectTimes;
    }

    LatencyHistogram firstByteTimes() {
        return firstByteTimes;
    }

    double windowSeconds() {
        return (closedNanos - openedNanos) / 1e9;
    }

    Newest newestAtOpen() {
        return newestAtOpen;
    }

    Newest newestAtClose() {
        return newestAtClose;
    }

    boolean isMeasuring() {
        return measuring;
    }

    /** Healthy listeners got something while it was measured. */
    void onBytes(int length, long nowNanos) {
        timeline.advance(nowNanos);
        timeline.onBytes(length);
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    long epochMicros() {
        return CounterPacket.micros(clock.instant());
    }

    /** What a listener asks for; it is the caller's to release. */
    ByteBuf request() {
        return request.retainedDuplicate();
    }

    void onEnded(BenchListener listener) {
        if (listener.role() == Role.SLOW) {
            slow.remove(listener);
        }
        progress.onEnded();
    }

    void onCaughtUp() {
        progress.onCaughtUp();
    }

    /** One line about a failure, without the address, so that equal ones are equal. */
    static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    }

    private void forEach(Role role, Consumer<BenchListener> what) {
        assert loop.inEventLoop();
        listeners.stream().filter(listener -> listener.role() == role).forEach(what);
    }

    private Newest newest() {
        Newest newest = Newest.NONE;
        for (BenchListener listener : listeners) {
            @Nullable CounterVerifier verifier = listener.verifier();
            if (verifier != null) {
                newest = newest.or(verifier.highestSequence(), verifier.highestStampMicros());
            }
        }
        return newest;
    }
}
