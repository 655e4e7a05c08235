package io.ringcast.daemon.output.push;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.ringcast.daemon.fanout.ForwardingChannel;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ListenerChannel} that knows how its connection ended. Where an item is to arrive whole it closes only our half behind the last
 * byte, and waits until the peer closes the other one: a peer that leaves bytes unread resets the connection instead, so its end says that
 * it has read all. A stop of the daemon is then a reset, for half an item must not look like one.
 */
final class TcpEnd extends ForwardingChannel {

    private static final long POLL_MILLIS = 50;

    /** How long is waited for a kernel that cannot be asked. */
    private static final long LINGER_MILLIS = 2000;

    private final Channel channel;
    private final TcpMaker maker;
    private final BooleanSupplier peerEnded;

    private boolean finished;
    private boolean sent;
    private @Nullable Outcome outcome;

    /** @param peerEnded whether the peer closed its half before the end of ours */
    TcpEnd(Channel channel, ListenerChannel bytes, TcpMaker maker, BooleanSupplier peerEnded) {
        super(bytes);
        this.channel = channel;
        this.maker = maker;
        this.peerEnded = peerEnded;
    }

    /** Whether our half is closed. */
    boolean isSent() {
        return sent;
    }

    /** How it ended as far as this side knows; empty when the peer ended it. */
    Optional<Outcome> outcome() {
        if (finished && !maker.whole() && outcome == null) {
            outcome = pending() == 0
                    ? Outcome.taken("the source ended and the peer was sent all of it")
                    : Outcome.failed("the source ended and the peer did not take the last bytes in time");
        }
        return Optional.ofNullable(outcome);
    }

    /** The peer has all. */
    void confirmed(String how) {
        if (outcome == null) {
            outcome = Outcome.taken(how);
        }
    }

    @Override
    public boolean writable() {
        return !finished && super.writable();
    }

    @Override
    public void finish(long nanos) {
        finished = true;
        if (!maker.whole()) {
            super.finish(nanos);
            return;
        }
        long limit = Math.max(nanos, maker.readTimeout().toNanos());
        var deadline = channel.eventLoop().schedule(() -> timedOut(limit), limit, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) flushed -> {
            if (!flushed.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
                return;
            }
            // Its last account: nothing is queued any more.
            pending();
            duplex.shutdownOutput().addListener(shut -> {
                sent = true;
                if (peerEnded.getAsBoolean()) {
                    askKernel(new TcpInfoReader(), new TcpInfo(), 0);
                }
            });
        });
    }

    @Override
    public void leave(long nanos) {
        if (maker.whole()) {
            reset();
        } else {
            outcome = Outcome.failed("the daemon stops");
            super.leave(nanos);
        }
    }

    @Override
    public void reset() {
        finished = true;
        if (outcome == null) {
            outcome = Outcome.failed("the daemon ended it, see its end record");
        }
        super.reset();
    }

    private void timedOut(long limit) {
        if (outcome == null) {
            outcome = Outcome.failed("the peer did not read all and close within "
                    + TimeUnit.NANOSECONDS.toMillis(limit) + " ms behind the last byte");
        }
        super.reset();
    }

    /** A peer that closed its half at once cannot say that it has read all; that its kernel has all is then the best there is to know. */
    private void askKernel(TcpInfoReader reader, TcpInfo info, long waitedMillis) {
        if (!channel.isOpen()) {
            return;
        }
        boolean told = tcpInfo(reader, info);
        if (told ? info.closed() : waitedMillis >= LINGER_MILLIS) {
            confirmed(
                    "the peer has acknowledged all of it; it had closed its own side before, and so could not say that it has"
                            + " read it");
            channel.close();
            return;
        }
        channel.eventLoop()
                .schedule(
                        () -> askKernel(reader, info, waitedMillis + POLL_MILLIS), POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
}
