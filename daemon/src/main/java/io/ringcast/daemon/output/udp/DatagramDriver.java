package io.ringcast.daemon.output.udp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.transport.PacingTransport;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** What all datagram outputs share: one thread, the sockets, and a look at each output once a second. Made and closed by {@code app}. */
public final class DatagramDriver implements AutoCloseable {

    /**
     * How much earlier than it is due a datagram may leave to share a system call with another one: a tenth of the distance of datagrams at
     * 10 Mbit/s. See ADR 0017.
     */
    private static final long TOGETHER_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Transport names;
    private final PacingTransport transport;
    private final PacingLoop loop;
    private final Sockets sockets;
    private final DatagramSender.Shared shared;
    private final RandomGenerator random;

    /** Of the loop. */
    private final List<DatagramSender> senders = new ArrayList<>();

    /**
     * Starts the thread.
     *
     * @param transport the daemon's: its loops resolve names
     * @param clock nanoseconds that never fall, the rings' clock
     * @param random where RTP's sources and first numbers come from
     */
    public DatagramDriver(Transport transport, LongSupplier clock, RandomGenerator random) {
        this.names = transport;
        this.random = random;
        this.transport = PacingTransport.of(transport);
        this.sockets = new Sockets(this.transport);
        this.loop = new PacingLoop(this.transport.loop(), clock, sockets::flush, TOGETHER_NANOS);
        this.shared = new DatagramSender.Shared(loop, sockets, this::resolve, this.transport.allocator(), clock);
        this.transport.loop().scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** Ends the thread. After all outputs have stopped. */
    @Override
    public void close() {
        transport.close();
    }

    DatagramSender.Shared shared() {
        return shared;
    }

    RandomGenerator random() {
        return random;
    }

    void start(DatagramSender sender) {
        loop.loop().execute(() -> {
            senders.add(sender);
            sender.start();
        });
    }

    CompletableFuture<Void> stop(DatagramSender sender) {
        return CompletableFuture.runAsync(
                () -> {
                    senders.remove(sender);
                    sender.stop();
                },
                loop.loop());
    }

    private void look() {
        senders.forEach(DatagramSender::look);
    }

    /** On one of the daemon's loops: the pacing thread has better things to do, and may run another transport. */
    private CompletionStage<InetSocketAddress> resolve(String host, int port) {
        CompletableFuture<InetSocketAddress> answer = new CompletableFuture<>();
        EventLoop asker = names.loops().next();
        names.resolver()
                .getResolver(asker)
                .resolve(InetSocketAddress.createUnresolved(host, port))
                .addListener((Future<InetSocketAddress> resolved) -> {
                    if (resolved.isSuccess()) {
                        answer.complete(resolved.getNow());
                    } else {
                        answer.completeExceptionally(resolved.cause());
                    }
                });
        return answer;
    }
}
