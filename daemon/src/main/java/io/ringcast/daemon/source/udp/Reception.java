package io.ringcast.daemon.source.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.transport.DatagramOptions;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.rtp.DatagramCounts;
import io.ringcast.protocol.rtp.GroupInterface;
import io.ringcast.protocol.rtp.TsDatagramReader;
import io.ringcast.protocol.rtp.TsDatagramReader.Seen;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a datagram input, its membership, and what is made of what comes.
 *
 * <pre>
 *   socket ─► sender? ─► TsDatagramReader (garbage, order, loss) ─► Gatherer, one turn of the loop ─► sink
 *                silence ─► join anew
 * </pre>
 *
 * <p>The input is connected when the first datagram with MPEG-TS came, so that silence before it is no stall but a wait of a length of its
 * own. Belongs to the source's event loop; tells nobody anything once it is closed.
 */
final class Reception implements DatagramHandler.Receiver {

    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private static final InputRun RUN =
            new InputRun(Optional.of(Format.MPEG_TS), Optional.of(Format.MPEG_TS.mediaType()), false, false);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Ticker ticker;
    private final Receivers receivers;
    private final UdpEndpoint endpoint;
    private final UdpAccount account;
    private final InputSink sink;
    private final Gatherer gatherer;
    private final TsDatagramReader reader;

    private @Nullable DatagramChannel channel;
    private @Nullable Membership membership;
    private @Nullable Future<?> look;
    private @Nullable Future<?> overdue;
    private boolean reading;
    private boolean connected;
    private boolean closed;
    private long openedNanos;

    /** When the last datagram came that was good, or the group was joined. */
    private long heardNanos;

    private long strangers;
    private long cut;
    private long rejoins;

    Reception(UdpInput.Surroundings around, boolean reading, InputSink sink) {
        this.loop = around.loop();
        this.ticker = around.ticker();
        this.receivers = around.receivers();
        this.endpoint = around.endpoint();
        this.account = around.account();
        this.sink = sink;
        this.reading = reading;
        this.gatherer = new Gatherer(around.allocator(), this::handOn);
        this.reader = new TsDatagramReader(
                around.allocator(), endpoint.timing().reorder().toNanos(), gatherer);
    }

    /** Binds and joins. */
    void open() {
        if (closed) {
            return;
        }
        openedNanos = ticker.nanoTime();
        ChannelFuture bound = receivers
                .receiver(loop, endpoint.address(), endpoint.bufferBytes())
                .handler(new DatagramHandler(this))
                .bind();
        bound.addListener(done -> onBound(bound));
    }

    void autoRead(boolean on) {
        reading = on;
        // Silence of our own making is none.
        heardNanos = ticker.nanoTime();
        if (channel != null) {
            channel.config().setAutoRead(on);
        }
    }

    /** Closes the socket and frees what is held. Idempotent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (channel != null) {
            publish(channel);
            channel.close();
        }
        account.close();
        cancel(look);
        cancel(overdue);
        reader.close();
        gatherer.close();
    }

    @Override
    public void onDatagram(DatagramPacket packet) {
        Optional<InetAddress> only = endpoint.sender();
        if (closed) {
            return;
        }
        if (only.isPresent() && !only.get().equals(packet.sender().getAddress())) {
            strangers++;
        } else if (packet.content().readableBytes() >= DatagramOptions.CELL_BYTES) {
            cut++;
        } else {
            long now = ticker.nanoTime();
            Seen seen = reader.read(packet.content(), now);
            if (seen == Seen.RAW || seen == Seen.RTP) {
                heardNanos = now;
            }
        }
    }

    @Override
    public void onTurnEnded() {
        if (!closed) {
            gatherer.flush();
            awaitOverdue();
        }
    }

    @Override
    public void onBroken(Throwable cause) {
        lose(Reason.RESET, "the socket failed: " + cause.getMessage() + " (expected: a socket that can be read)");
    }

    private void onBound(ChannelFuture bound) {
        DatagramChannel socket = (DatagramChannel) bound.channel();
        if (closed) {
            socket.close();
            return;
        }
        if (!bound.isSuccess()) {
            lose(
                    Reason.CONNECT,
                    "cannot listen on " + endpoint.place() + ": " + message(bound)
                            + " (expected: an address of this host, and a UDP port that nobody else has)");
            return;
        }
        channel = socket;
        socket.config().setAutoRead(reading);
        warnOfSmallBuffer(socket);
        heardNanos = ticker.nanoTime();
        if (endpoint.isGroup()) {
            Membership joining = new Membership(socket, endpoint);
            membership = joining;
            join(joining);
        }
        if (!closed) {
            long every = Math.min(
                    LOOK_NANOS,
                    Math.min(
                            endpoint.timing().rejoin().toNanos(),
                            endpoint.timing().first().toNanos()));
            look = loop.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
        }
    }

    private void join(Membership joining) {
        Future<?> joined = joining.join();
        if (joined.isSuccess()) {
            log.debug("event=joined url={} iface={}", endpoint.url(), joining.place());
        } else if (joined.cause() instanceof GroupInterface.NoInterfaceException none) {
            lose(Reason.CONNECT, String.valueOf(none.getMessage()));
        } else {
            lose(
                    Reason.CONNECT,
                    "cannot join " + endpoint.place() + " on " + joining.place() + ": " + message(joined)
                            + " (expected: an interface that can multicast; say which with iface)");
        }
    }

    /** About once a second: what has not come, and what there is to show. */
    private void look() {
        DatagramChannel socket = channel;
        if (closed || socket == null) {
            return;
        }
        publish(socket);
        long now = ticker.nanoTime();
        if (!connected && now - openedNanos >= endpoint.timing().first().toNanos()) {
            lose(
                    Reason.SILENT,
                    "no datagram with MPEG-TS within "
                            + endpoint.timing().first().toMillis() / 1000.0
                            + (endpoint.isGroup()
                                    ? " s (expected: somebody who sends to the group, and a network that brings it here: see iface)"
                                    : " s (expected: somebody who sends here, and a firewall that lets it through)"));
            return;
        }
        Membership joined = membership;
        if (joined != null
                && reading
                && now - heardNanos >= endpoint.timing().rejoin().toNanos()) {
            heardNanos = now;
            rejoins++;
            log.debug("event=joining-anew url={} reason=silence", endpoint.url());
            join(joined);
        }
    }

    private void publish(DatagramChannel socket) {
        DatagramCounts unread = new DatagramCounts(strangers + cut, cut, strangers, 0, 0, 0, 0, 0);
        account.publish(reader.counts().plus(unread), DatagramOptions.drops(socket), rejoins);
    }

    /** Borrows {@code together}. */
    private void handOn(ByteBuf together) {
        if (closed) {
            return;
        }
        if (!connected) {
            connected = true;
            sink.onConnected(RUN);
        }
        if (!closed) {
            sink.onBytes(together);
        }
    }

    private void awaitOverdue() {
        if (overdue == null && !closed && reader.dueNanos() != TsDatagramReader.NEVER) {
            long wait = Math.max(0, reader.dueNanos() - ticker.nanoTime());
            overdue = loop.schedule(this::onOverdue, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void onOverdue() {
        overdue = null;
        if (!closed) {
            reader.expire(ticker.nanoTime());
            onTurnEnded();
        }
    }

    private void warnOfSmallBuffer(DatagramChannel socket) {
        int asked = endpoint.bufferBytes();
        int given = DatagramOptions.receiveBuffer(socket).orElse(asked);
        if (given < asked && account.firstWarning()) {
            log.warn(
                    "event=receive-buffer-small url={} asked={} given={} detail=\"a burst may be lost (expected: sysctl -w"
                            + " net.core.rmem_max={}, or a smaller buffer)\"",
                    endpoint.url(),
                    asked,
                    given,
                    asked);
        }
    }

    private void lose(Reason reason, String detail) {
        if (!closed) {
            close();
            sink.onLost(InputFailure.passing(reason, detail));
        }
    }

    private static String message(Future<?> failed) {
        Throwable cause = failed.cause();
        return cause == null ? "no answer" : String.valueOf(cause.getMessage());
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
