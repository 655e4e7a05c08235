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
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A socket for datagrams, joined to its group, and the loop that reads it on the thread that calls. */
final class DatagramListener implements AutoCloseable {

    /** Takes what comes. */
    interface Receiver {

        /** A datagram, which is borrowed, of {@code sender}; it was read at {@code nowNanos} of the clock. */
        void onDatagram(ByteBuf datagram, InetAddress sender, long nowNanos);

        /** The time now, some fifty times a second, and whenever much has been read. */
        void onIdle(long nowNanos);
    }

    private static final int MAX_DATAGRAM = 65_535;
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final int MOST_AT_ONCE = 1000;
    private static final long SELECT_MILLIS = 20;

    private final DatagramChannel channel;
    private final Selector selector;
    private final LongSupplier nanoClock;

    private DatagramListener(DatagramChannel channel, Selector selector, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.channel = channel;
        this.selector = selector;
    }

    /** Binds and joins. */
    static DatagramListener open(Datagrams target, LongSupplier nanoClock) throws IOException {
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
            return new DatagramListener(channel, selector, nanoClock);
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

    /** Reads until {@code over} says so; what has come until then is read. */
    void read(BooleanSupplier over, Receiver receiver) throws IOException {
        ByteBuffer memory = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        ByteBuf datagram = Unpooled.wrappedBuffer(memory);
        try {
            while (!over.getAsBoolean()) {
                selector.select(SELECT_MILLIS);
                selector.selectedKeys().clear();
                drain(memory, datagram, receiver);
                receiver.onIdle(nanoClock.getAsLong());
            }
            drain(memory, datagram, receiver);
        } finally {
            datagram.release();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private void drain(ByteBuffer memory, ByteBuf datagram, Receiver receiver) throws IOException {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            memory.clear();
            InetSocketAddress sender = (InetSocketAddress) channel.receive(memory);
            if (sender == null) {
                return;
            }
            datagram.setIndex(0, memory.position());
            receiver.onDatagram(datagram, sender.getAddress(), nanoClock.getAsLong());
        }
    }
}
