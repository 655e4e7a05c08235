package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.output.DatagramAccount.SendError;
import io.ringcast.daemon.ring.Parking;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.rtp.RtpHeader;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An output at work: takes its pacer's datagrams to the socket, and knows whether they get away. Trouble on the way is counted and tried
 * again with the next datagram; it ends nothing.
 */
final class DatagramSender implements Paced, Outlet, SendOutcome.Listener {

    private static final int PAYLOAD = Filling.PACKETS * TsPacket.SIZE;

    private final DatagramSettings settings;
    private final Stream stream;
    private final Ring ring;
    private final DatagramAccount account;
    private final ByteBufAllocator allocator;
    private final PacingLoop loop;
    private final Sockets sockets;
    private final LongSupplier clock;
    private final LongConsumer jitter;
    private final Consumer<OutputState> told;
    private final Destination destination;
    private final Optional<RtpFraming> rtp;
    private final DatagramPacer pacer;

    private DueHeap.@Nullable Entry entry;
    private @Nullable Parking parking;
    private @Nullable SharedSocket socket;
    private @Nullable SendOutcome whole;
    private OutputState pacing = new OutputState.Waiting("starts");
    private long[] dues = new long[8];
    private int pending;
    private long sentLately;
    private long failedLately;
    private int failingLooks;
    private String failure = "";

    /** What all senders share. */
    record Shared(
            PacingLoop loop,
            Sockets sockets,
            Destination.Names names,
            ByteBufAllocator allocator,
            LongSupplier clock) {}

    DatagramSender(
            Shared shared,
            DatagramSettings settings,
            Stream stream,
            DatagramAccount account,
            Optional<RtpFraming> rtp,
            LongConsumer jitter,
            Consumer<OutputState> told) {
        this.settings = settings;
        this.stream = stream;
        this.ring = stream.ring();
        this.account = account;
        this.allocator = shared.allocator();
        this.loop = shared.loop();
        this.sockets = shared.sockets();
        this.clock = shared.clock();
        this.rtp = rtp;
        this.jitter = jitter;
        this.told = told;
        this.destination =
                new Destination(settings.host(), settings.port(), shared.names(), loop.loop(), this::onAddress);
        this.pacer = new DatagramPacer(stream, settings.pacing(), account, this);
    }

    void start() {
        stream.arrive();
        parking = ring.parking(loop.loop(), this::onWoken);
        entry = loop.add(this);
        destination.ask();
        tell();
    }

    void stop() {
        if (entry == null) {
            return;
        }
        loop.remove(entry);
        entry = null;
        if (parking != null) {
            ring.remove(parking);
        }
        leaveSocket();
        stream.leave();
    }

    /** Once a second. */
    void look() {
        boolean failing = failedLately > 0 && sentLately == 0;
        failingLooks = failing ? failingLooks + 1 : 0;
        sentLately = 0;
        failedLately = 0;
        destination.look(failing);
        tell();
    }

    @Override
    public long due() {
        return pacer.due();
    }

    @Override
    public void run(long now, long horizon) {
        long seen = ring.changes();
        pacer.run(now, horizon);
        if (pacer.due() == NEVER && parking != null && !parking.park(seen)) {
            pacer.woken(now);
        }
    }

    @Override
    public void flushed(long now) {
        for (int i = 0; i < pending; i++) {
            jitter.accept(Math.abs(now - dues[i]));
        }
        pending = 0;
    }

    private void onWoken() {
        if (entry != null) {
            pacer.woken(clock.getAsLong());
            loop.moved(entry);
        }
    }

    @Override
    public ByteBuf begin(Moment moment) {
        ByteBuf datagram = allocator.directBuffer(RtpHeader.SIZE + PAYLOAD);
        rtp.ifPresent(framing -> framing.write(datagram, moment));
        return datagram;
    }

    @Override
    public void send(ByteBuf datagram, Moment moment) {
        InetSocketAddress to = destination.address();
        SharedSocket through = socket;
        Channel channel = through == null ? null : through.channel();
        if (to == null) {
            drop(datagram, SendError.UNRESOLVED, destination.trouble());
        } else if (through == null || channel == null) {
            drop(datagram, SendError.NO_SOCKET, through == null ? "no socket" : through.trouble());
        } else if (!channel.isWritable()) {
            drop(datagram, SendError.FULL, "the socket's buffer is full");
        } else {
            through.write(
                    datagram, to, outcome(channel, datagram.readableBytes() - (rtp.isPresent() ? RtpHeader.SIZE : 0)));
            due(moment.nanos());
        }
    }

    @Override
    public void onState(OutputState state) {
        if (!state.equals(pacing)) {
            pacing = state;
            if (!state.up()) {
                tell();
            }
        }
    }

    @Override
    public void onSent(int bytes) {
        sentLately++;
        account.sent(bytes);
    }

    @Override
    public void onFailed(Throwable cause) {
        SendError error = SendErrors.of(cause);
        failedLately++;
        account.failed(error);
        failure = error.word() + ", " + cause.getMessage();
    }

    private void drop(ByteBuf datagram, SendError error, String why) {
        datagram.release();
        failedLately++;
        account.failed(error);
        failure = error.word() + ", " + why;
    }

    private SendOutcome outcome(Channel channel, int bytes) {
        SendOutcome known = whole;
        if (known != null && known.channel() == channel && known.bytes() == bytes) {
            return known;
        }
        SendOutcome made = new SendOutcome(channel, bytes, this);
        if (bytes == PAYLOAD) {
            whole = made;
        }
        return made;
    }

    private void due(long nanos) {
        if (pending == dues.length) {
            dues = Arrays.copyOf(dues, pending * 2);
        }
        dues[pending++] = nanos;
    }

    private void onAddress() {
        InetSocketAddress address = destination.address();
        if (entry == null || address == null) {
            return;
        }
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        if (socket == null || socket.options().ipv6() != ipv6) {
            leaveSocket();
            socket = sockets.join(settings.socket().options(ipv6));
        }
        tell();
    }

    private void leaveSocket() {
        SharedSocket left = socket;
        if (left != null) {
            socket = null;
            sockets.leave(left);
        }
    }

    private void tell() {
        told.accept(state());
    }

    private OutputState state() {
        if (!pacing.up()) {
            return pacing;
        }
        if (destination.address() == null) {
            return new OutputState.Failed(destination.trouble());
        }
        SharedSocket through = socket;
        if (through != null && through.channel() == null && failingLooks > 0) {
            return new OutputState.Failed(through.trouble());
        }
        if (failingLooks > 0) {
            return new OutputState.Failed("cannot send: " + failure + "; tried again with each datagram");
        }
        return pacing instanceof OutputState.Sending ? new OutputState.Sending("sends to " + destination) : pacing;
    }

    @Override
    public String toString() {
        return "DatagramSender[" + stream.name() + " to " + destination + "]";
    }
}
