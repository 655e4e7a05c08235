package io.ringcast.client.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.client.UnavailableException;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import io.ringcast.protocol.rtp.GroupInterface;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/** A socket for datagrams, joined to its group, and the loop that reads it on the thread that calls. */
final class DatagramListener implements AutoCloseable {

    /** Takes what comes. */
    interface Receiver {

        /** A datagram, which is borrowed, of {@code sender}; it was read at {@code nowNanos}. */
        void onDatagram(ByteBuf datagram, InetAddress sender, long nowNanos);

        /** The time now, about ten times a second, and whenever there is nothing more to read. */
        void onIdle(long nowNanos);
    }

    private static final int MAX_DATAGRAM = 65_535;
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final DatagramChannel channel;
    private final Selector selector;

    private DatagramListener(DatagramChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /** Binds and joins. */
    static DatagramListener open(Datagrams target) throws IOException {
        InetSocketAddress address = target.address();
        InetAddress host = address.getAddress();
        DatagramChannel channel = host.isAnyLocalAddress()
                ? DatagramChannel.open()
                : DatagramChannel.open(
                        host instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, host.isMulticastAddress());
            channel.bind(address);
            if (host.isMulticastAddress()) {
                NetworkInterface on = GroupInterface.find(target.iface(), host);
                if (target.sender().isPresent()) {
                    channel.join(host, on, target.sender().get());
                } else {
                    channel.join(host, on);
                }
            }
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new DatagramListener(channel, selector);
        } catch (GroupInterface.NoInterfaceException e) {
            channel.close();
            throw new UnavailableException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            channel.close();
            throw new UnavailableException(
                    "cannot listen on " + target.url() + ": " + e.getMessage()
                            + " (expected: a group or an address of this host, and a UDP port that nobody else has)",
                    e);
        }
    }

    /** Bytes that the kernel holds for us. */
    int receiveBuffer() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    /** Reads until {@code untilNanos} of {@link System#nanoTime()}. */
    void read(long untilNanos, Receiver receiver) throws IOException {
        ByteBuffer memory = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        ByteBuf datagram = Unpooled.wrappedBuffer(memory);
        try {
            for (long now = System.nanoTime(); now - untilNanos < 0; now = System.nanoTime()) {
                selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(Math.min(TICK_NANOS, untilNanos - now))));
                selector.selectedKeys().clear();
                drain(memory, datagram, untilNanos, receiver);
                receiver.onIdle(System.nanoTime());
            }
        } finally {
            datagram.release();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private void drain(ByteBuffer memory, ByteBuf datagram, long untilNanos, Receiver receiver) throws IOException {
        while (true) {
            memory.clear();
            InetSocketAddress sender = (InetSocketAddress) channel.receive(memory);
            long now = System.nanoTime();
            if (sender == null) {
                return;
            }
            datagram.setIndex(0, memory.position());
            receiver.onDatagram(datagram, sender.getAddress(), now);
            if (now - untilNanos >= 0) {
                return;
            }
        }
    }
}
