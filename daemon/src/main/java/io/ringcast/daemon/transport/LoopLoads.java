package io.ringcast.daemon.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which event loop an accepted connection goes to: the one that delivers the fewest bytes a second.
 *
 * <pre>
 *   each loop, once a second       bytes per second | connections they went to    one volatile long
 *   each accept, any loop          that + (connections now − those measured) × average of all loops; the least gets it
 * </pre>
 *
 * <p>A connection that has not been measured yet counts as an average one, from the moment at which it is placed: so a burst spreads although
 * nobody in it has got a byte. A connection never moves. Thread-safe; two loops that accept at once may choose the same one.
 */
final class LoopLoads {

    /** Connections in the low bits of a figure: a million for each loop; the rest is for 17 TB/s. */
    private static final int COUNT_BITS = 20;

    private static final long MOST_CONNECTIONS = (1L << COUNT_BITS) - 1;
    private static final long MOST_BYTES = Long.MAX_VALUE >> COUNT_BITS;

    private final List<Share> shares = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();

    LoopLoads(Iterable<EventExecutor> loops) {
        for (EventExecutor loop : loops) {
            shares.add(new Share((EventLoop) loop));
        }
    }

    /** Where {@code loop} says what it delivers. */
    LoopLoad of(EventLoop loop) {
        for (Share share : shares) {
            if (share.loop == loop) {
                return share;
            }
        }
        throw new IllegalArgumentException("loop: " + loop + " (expected: one of these " + shares.size() + ")");
    }

    /** Chooses a loop for {@code channel}, which counts there until it closes. */
    EventLoop place(Channel channel) {
        Share share = lightest();
        share.connections.incrementAndGet();
        channel.closeFuture().addListener(closed -> share.connections.decrementAndGet());
        return share.loop;
    }

    /** The loop that the next connection would go to. */
    EventLoop next() {
        return lightest().loop;
    }

    List<LoopUse> uses() {
        List<LoopUse> uses = new ArrayList<>();
        for (Share share : shares) {
            long figure = share.figure;
            uses.add(new LoopUse(uses.size(), bytes(figure), connections(figure), share.connections.get()));
        }
        return uses;
    }

    private Share lightest() {
        long average = average();
        int first = Math.floorMod(turns.getAndIncrement(), shares.size());
        Share best = shares.get(first);
        for (int i = 1; i < shares.size(); i++) {
            Share other = shares.get((first + i) % shares.size());
            if (other.isLighterThan(best, average)) {
                best = other;
            }
        }
        return best;
    }

    /** Bytes per second of one connection, at least 1: while nothing is delivered their number decides. */
    private long average() {
        long bytes = 0;
        long connections = 0;
        for (Share share : shares) {
            long figure = share.figure;
            bytes += bytes(figure);
            connections += connections(figure);
        }
        return connections == 0 ? 1 : Math.max(1, bytes / connections);
    }

    private static long bytes(long figure) {
        return figure >> COUNT_BITS;
    }

    private static int connections(long figure) {
        return (int) (figure & MOST_CONNECTIONS);
    }

    /** One loop's part of it. */
    private static final class Share implements LoopLoad {
        private final EventLoop loop;
        private final AtomicInteger connections = new AtomicInteger();

        /** Bytes per second and connections measured, together; written by the loop. */
        private volatile long figure;

        Share(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void measured(long bytesPerSecond, int measured) {
            assert loop.inEventLoop();
            figure = Math.min(MOST_BYTES, Math.max(0, bytesPerSecond)) << COUNT_BITS
                    | Math.min(MOST_CONNECTIONS, measured);
        }

        boolean isLighterThan(Share other, long average) {
            long mine = load(average);
            long theirs = other.load(average);
            return mine < theirs || (mine == theirs && connections.get() < other.connections.get());
        }

        private long load(long average) {
            long measured = figure;
            return bytes(measured) + Math.max(0, connections.get() - connections(measured)) * average;
        }
    }
}
