package io.ringcast.daemon.source.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.PublishAccess;
import io.ringcast.daemon.source.PublisherSeat;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port on which publishers of one input arrive. It is opened when the source starts and stays open until the daemon ends, so that nobody is
 * refused while the source rests. Its state belongs to the event loop of the source.
 */
final class TcpDoor implements PublisherSeat.Door {

    private static final Logger log = LoggerFactory.getLogger(TcpDoor.class);

    private final Transport transport;
    private final ListenAddress address;
    private final PublishAccess access;
    private final Supplier<PublisherSeat> seat;

    private @Nullable Channel port;
    private boolean opening;
    private Consumer<InputFailure> onFailed = failure -> {};

    TcpDoor(Transport transport, ListenAddress address, PublishAccess access, Supplier<PublisherSeat> seat) {
        this.transport = transport;
        this.address = address;
        this.access = access;
        this.seat = seat;
    }

    @Override
    public void open(EventLoop loop, Consumer<InputFailure> told) {
        onFailed = told;
        if (port != null || opening) {
            return;
        }
        opening = true;
        transport
                .server()
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        onArrived(channel);
                    }
                })
                .bind(address.socketAddress())
                .addListener((ChannelFuture bound) -> loop.execute(() -> onBound(bound)));
    }

    private void onBound(ChannelFuture bound) {
        opening = false;
        if (bound.isSuccess()) {
            port = bound.channel();
            log.info(
                    "event=listening for=publishers address={}", bound.channel().localAddress());
            return;
        }
        String detail = "port " + address + ": " + bound.cause().getMessage()
                + " (expected: a free port; another program may have it)";
        log.warn("event=not-listening for=publishers detail=\"{}\"", detail);
        onFailed.accept(InputFailure.passing(Reason.CONNECT, detail));
    }

    private void onArrived(Channel channel) {
        InetSocketAddress from = (InetSocketAddress) channel.remoteAddress();
        Optional<String> refusal = access.refusal(from);
        if (refusal.isPresent()) {
            log.warn("event=publisher-refused address={} detail=\"{}\"", address, refusal.get());
            channel.close();
            return;
        }
        channel.config().setAutoRead(false);
        TcpPublisher publisher = new TcpPublisher(channel, from);
        channel.pipeline().addLast("publisher", publisher);
        seat.get().claim(publisher, Optional.empty(), true, publisher);
    }
}
