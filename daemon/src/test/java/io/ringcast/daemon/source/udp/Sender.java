package io.ringcast.daemon.source.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.rtp.RtpHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Random;

/** Sends datagrams over loopback, to a group too. */
final class Sender implements AutoCloseable {

    static final int SEVEN = 7 * TsPacket.SIZE;

    private final DatagramChannel channel;
    private final InetSocketAddress to;

    /** {@code from} is one of loopback's addresses. */
    Sender(InetAddress from, InetAddress to, int port) {
        try {
            boolean old = to instanceof Inet4Address;
            this.channel = DatagramChannel.open(old ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
            this.channel.bind(new InetSocketAddress(from, 0));
            if (to.isMulticastAddress()) {
                NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
                this.channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            }
            this.to = new InetSocketAddress(to, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(byte[] bytes, int at, int length) {
        try {
            channel.send(ByteBuffer.wrap(bytes, at, length), to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(byte[] bytes) {
        send(bytes, 0, bytes.length);
    }

    /** Seven packets at {@code at} behind an RTP header. */
    void rtp(int sequence, long source, byte[] stream, int at) {
        ByteBuf datagram = Unpooled.buffer();
        RtpHeader.write(datagram, RtpHeader.MPEG_TS, false, sequence, 0, source);
        datagram.writeBytes(stream, at, SEVEN);
        send(datagram.array(), 0, datagram.readableBytes());
    }

    /** Packets of random content. */
    static byte[] stream(int datagrams) {
        byte[] bytes = new byte[datagrams * SEVEN];
        new Random(5).nextBytes(bytes);
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            bytes[at] = TsPacket.SYNC_BYTE;
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
