package io.ringcast.daemon.fanout;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Demand;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.container.Format;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A stream and its fan-out on one event loop, which does nothing unless the test runs it, at a time that the test moves by hand.
 * {@link #close()} fails when memory has not come back or the source was not told of each coming and leaving.
 */
final class FanoutRig implements AutoCloseable {

    static final int KIB = 1024;
    static final int MIB = 1 << 20;
    static final int PACKET = 188;
    static final Format PACKETS = new Format("packets", "application/x-packets", PACKET, false);
    static final Format JOINABLE = new Format("joinable", "video/x-joinable", PACKET, true);
    static final Instant TODAY = Instant.parse("2026-01-02T03:04:05Z");

    static final ListenerRequest.Terms TERMS = new ListenerRequest.Terms(
            new JoinSpec.Oldest(), Duration.ofSeconds(10), Policy.AUTO, Duration.ofSeconds(30), Duration.ofMillis(50));

    final ChunkPool pool;
    final Splice splice;
    final Stream stream;
    final Fanout fanout;
    final OutputAccount account = new OutputAccount("test", "out", "fake");
    final List<ListenerEnd> ends = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<Long> joinWaits = new ArrayList<>();
    final List<Long> overruns = new ArrayList<>();
    final List<Integer> stretches = new ArrayList<>();
    Optional<Refusal> gate = Optional.empty();
    Instant wall = TODAY;

    /** What the loop was last said to deliver, and to how many. */
    long loopBytesPerSecond;

    int loopConnections;

    /** Listeners at the door or playing. */
    int present;

    private static final long AT_ONCE = 1;

    private final EmbeddedChannel embedded = new EmbeddedChannel();
    private final List<FakePeer> peers = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    private boolean leftTooOften;

    FanoutRig() {
        this(MIB);
    }

    FanoutRig(long ringBytes) {
        this(ringBytes, 64L * MIB);
    }

    FanoutRig(long ringBytes, long memory) {
        embedded.freezeTime();
        pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, memory);
        splice = new Splice("test", pool, RingLimit.ofBytes(ringBytes), () -> 42, this::now);
        stream = splice.stream();
        stream.demandedBy(new Presence());
        fanout = new Fanout(
                embedded.eventLoop(),
                loop -> (bytesPerSecond, connections) -> {
                    loopBytesPerSecond = bytesPerSecond;
                    loopConnections = connections;
                },
                this::now,
                new Wall(),
                () -> gate,
                new Recorder());
    }

    EventLoop loop() {
        return embedded.eventLoop();
    }

    long now() {
        return now;
    }

    /** Time passes, as it does during work; nothing runs. */
    void spend(Duration time) {
        now += time.toNanos();
        embedded.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs what is due now, and what comes of it: a walk that goes on does so a nanosecond later. */
    void run() {
        embedded.runPendingTasks();
        while (embedded.runScheduledPendingTasks() == AT_ONCE) {
            embedded.advanceTimeBy(AT_ONCE, TimeUnit.NANOSECONDS);
            embedded.runPendingTasks();
        }
    }

    /** Runs all that becomes due while {@code time} passes. */
    void advance(Duration time) {
        long until = now + time.toNanos();
        run();
        while (now < until) {
            spend(Duration.ofNanos(Math.min(TimeUnit.MILLISECONDS.toNanos(1), until - now)));
            run();
        }
    }

    // ---- the source

    void begin(Format format, boolean finite) {
        splice.begin(new Run(format, Optional.empty(), finite));
    }

    /** Appends without publishing. */
    void append(byte[] units) {
        splice.onUnits(Unpooled.wrappedBuffer(units));
    }

    /** Appends and publishes. */
    void write(byte[] units) {
        append(units);
        splice.flush();
    }

    /** Packets filled with their number. */
    static byte[] packets(int first, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * PACKET);
        for (int number = first; number < first + count; number++) {
            for (int i = 0; i < PACKET / 4; i++) {
                bytes.putInt(number);
            }
        }
        return bytes.array();
    }

    /** As many packets as fit {@code bytes}. */
    static byte[] packetsOf(int first, int bytes) {
        return packets(first, bytes / PACKET);
    }

    // ---- listeners

    ListenerRequest request(ListenerRequest.Terms terms) {
        return new ListenerRequest(stream, account, "192.0.2.1:1234", "peer/1", terms);
    }

    ListenerRequest request(long from, long end) {
        return new ListenerRequest(
                stream,
                account,
                "192.0.2.1:1234",
                "peer/1",
                TERMS,
                Optional.of(new ListenerRequest.Span(stream.epoch().orElseThrow(), from, end)));
    }

    /** Somebody who comes and whose kernel takes {@code room} bytes. */
    FakePeer listen(ListenerRequest.Terms terms, long room) {
        return listen(request(terms), room);
    }

    FakePeer listen(ListenerRequest request, long room) {
        FakePeer peer = atTheDoor(request, room);
        peer.admission().begin();
        return peer;
    }

    /** Somebody who has not begun to come in. */
    FakePeer atTheDoor(ListenerRequest request, long room) {
        FakePeer peer = new FakePeer(loop(), room);
        peer.admission(fanout.admission(loop(), request, peer));
        peers.add(peer);
        return peer;
    }

    ListenerEnd onlyEnd() {
        if (ends.size() != 1) {
            throw new AssertionError("ends: " + ends);
        }
        return ends.get(0);
    }

    @Override
    public void close() {
        peers.forEach(peer -> {
            peer.onWrite = () -> {};
            peer.leave(null);
        });
        run();
        splice.close();
        run();
        if (present != 0 || leftTooOften) {
            throw new AssertionError("listeners that came and did not leave: " + present
                    + (leftTooOften ? "; one left that had not come" : ""));
        }
        if (account.listeners() != 0) {
            throw new AssertionError("listeners in the account: " + account.listeners());
        }
        if (pool.heldBytes() != 0 || pool.inFlightBytes() != 0) {
            throw new AssertionError("chunks leaked: held " + pool.heldBytes() + ", in flight " + pool.inFlightBytes());
        }
        pool.close();
        embedded.finishAndReleaseAll();
    }

    /** The time of day as the test sets it. */
    private final class Wall extends Clock {
        @Override
        public Instant instant() {
            return wall;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final class Presence implements Demand {
        @Override
        public void onArrived() {
            present++;
        }

        @Override
        public void onLeft() {
            present--;
            leftTooOften |= present < 0;
        }
    }

    private final class Recorder implements FanoutObserver {
        @Override
        public void onJoined(OutputAccount joined, long waitedNanos) {
            joinWaits.add(waitedNanos);
        }

        @Override
        public void onLag(OutputAccount of, long lagNanos) {}

        @Override
        public void onEnded(ListenerEnd end) {
            ends.add(end);
        }

        @Override
        public void onRefused(OutputAccount by, Refusal reason) {
            refusals.add(reason);
        }

        @Override
        public void onOverrun(long waitedNanos) {
            overruns.add(waitedNanos);
        }

        @Override
        public void onStretched(int factor, double share) {
            stretches.add(factor);
        }
    }
}
