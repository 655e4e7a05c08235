package io.ringcast.daemon.source.udp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/** The end of a datagram socket's pipeline: hands each datagram to its {@link Receiver} and releases it. */
final class DatagramHandler extends ChannelInboundHandlerAdapter {

    /** Takes what a socket brings, on its event loop. */
    interface Receiver {

        /** A datagram. Borrows {@code packet}. */
        void onDatagram(DatagramPacket packet);

        /** For now there are no more. */
        void onTurnEnded();

        /** The socket cannot be read, or was closed by somebody else. */
        void onBroken(Throwable cause);
    }

    private final Receiver receiver;

    DatagramHandler(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            receiver.onDatagram(packet);
        } finally {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        receiver.onTurnEnded();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        receiver.onBroken(cause);
    }
}
