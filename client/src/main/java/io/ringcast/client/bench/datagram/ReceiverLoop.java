package io.ringcast.client.bench.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.client.UnavailableException;
import io.ringcast.client.probe.GroupSocket;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;

/**
 * The receivers of a load test that share a thread. Opens them when each is due, reads them until it is told to end, and then lies still: what
 * it counted is read when its thread has ended.
 */
final class ReceiverLoop implements Runnable, AutoCloseable {

    /** What happens in a load test; a loop looks at it at least fifty times a second. */
    enum Phase {
        SETTLING,
        MEASURING,
        OVER
    }

    private static final int MAX_DATAGRAM = 65_535;
    private static final int DEFAULT_RECEIVE_BUFFER = 1 << 20;
    private static final int MOST_AT_ONCE = 200;
    private static final long SELECT_MILLIS = 10;

    private final DatagramPlan plan;
    private final int first;
    private final int step;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final long baseNanos;
    private final CountDownLatch opening;
    private final Selector selector;
    private final LatencyHistogram gaps = new LatencyHistogram();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int receiveBuffer;
    private int next;
    private Phase seen = Phase.SETTLING;
    private long openedNanos;
    private long closedNanos;

    private volatile Phase phase = Phase.SETTLING;

    /**
     * @param first the number of its first receiver
     * @param step how many loops there are
     * @param baseNanos when receiver number 0 is due
     * @param opening is counted down for each receiver that is open, or cannot be opened
     */
    ReceiverLoop(
            DatagramPlan plan,
            int first,
            int step,
            Clock clock,
            LongSupplier nanoClock,
            long baseNanos,
            CountDownLatch opening)
            throws IOException {
        this.plan = plan;
        this.first = first;
        this.next = first;
        this.step = step;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.baseNanos = baseNanos;
        this.opening = opening;
        this.selector = Selector.open();
    }

    /** Goes on with the next part of the test; any thread. */
    void enter(Phase now) {
        phase = now;
        selector.wakeup();
    }

    @Override
    public void run() {
        ByteBuffer memory = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        ByteBuf datagram = Unpooled.wrappedBuffer(memory);
        try {
            while (seen != Phase.OVER) {
                openDue();
                selector.select(SELECT_MILLIS);
                for (SelectionKey key : selector.selectedKeys()) {
                    drain((Receiver) key.attachment(), memory, datagram);
                }
                selector.selectedKeys().clear();
                long now = nanoClock.getAsLong();
                receivers.forEach(receiver -> receiver.onIdle(now));
                follow(phase);
            }
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        } finally {
            datagram.release();
            while (next < plan.receivers()) {
                opening.countDown();
                next += step;
            }
        }
    }

    List<Receiver> receivers() {
        return receivers;
    }

    /** Why receivers were not opened, one by one. */
    List<String> failures() {
        return failures;
    }

    LatencyHistogram gaps() {
        return gaps;
    }

    LatencyHistogram latencies() {
        return latencies;
    }

    /** Of each socket, as the kernel granted it. */
    int receiveBuffer() {
        return receiveBuffer;
    }

    double windowSeconds() {
        return (closedNanos - openedNanos) / 1e9;
    }

    /** Comes when its thread has ended. */
    @Override
    public void close() throws IOException {
        receivers.forEach(Receiver::close);
        selector.close();
    }

    private void openDue() throws IOException {
        while (next < plan.receivers() && nanoClock.getAsLong() - baseNanos >= plan.startNanos(next)) {
            next += step;
            try {
                open();
            } catch (UnavailableException e) {
                failures.add(String.valueOf(e.getMessage()));
            } finally {
                opening.countDown();
            }
        }
    }

    private void open() throws IOException {
        int wanted = plan.receiveBuffer() > 0 ? plan.receiveBuffer() : DEFAULT_RECEIVE_BUFFER;
        DatagramChannel channel = GroupSocket.open(plan.stream(), wanted);
        receiveBuffer = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        Receiver receiver = new Receiver(channel, PooledByteBufAllocator.DEFAULT, gaps, latencies);
        receivers.add(receiver);
        channel.register(selector, SelectionKey.OP_READ, receiver);
    }

    private void drain(Receiver receiver, ByteBuffer memory, ByteBuf datagram) throws IOException {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            memory.clear();
            if (receiver.channel().receive(memory) == null) {
                return;
            }
            datagram.setIndex(0, memory.position());
            receiver.onDatagram(datagram, nanoClock.getAsLong(), CounterPacket.micros(clock.instant()));
        }
    }

    private void follow(Phase now) {
        if (now == seen) {
            return;
        }
        if (seen == Phase.SETTLING) {
            openedNanos = nanoClock.getAsLong();
            long micros = CounterPacket.micros(clock.instant());
            receivers.forEach(receiver -> receiver.openWindow(openedNanos, micros));
        }
        if (now == Phase.OVER) {
            closedNanos = nanoClock.getAsLong();
            receivers.forEach(receiver -> receiver.closeWindow(closedNanos));
        }
        seen = now;
    }

    @Override
    public String toString() {
        return "receivers " + first + ", " + (first + step) + ", …";
    }
}
