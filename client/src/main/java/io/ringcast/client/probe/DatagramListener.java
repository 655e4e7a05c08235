package io.ringcast.client.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
        DatagramChannel channel = GroupSocket.open(target, RECEIVE_BUFFER);
        try {
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new DatagramListener(channel, selector, nanoClock);
        } catch (IOException e) {
            channel.close();
            throw e;
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
