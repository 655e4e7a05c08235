package io.ringcast.daemon.output.tcp;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Many readers of numbered 188-byte packets on one thread; each wants every packet from number 0 on, and a clean end. */
final class PacketReaders implements AutoCloseable {

    static final int PACKET = 188;

    private final Selector selector = Selector.open();
    private final List<Reader> readers = new ArrayList<>();
    private final CountDownLatch ended;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean closed;

    PacketReaders(int port, int count) throws IOException {
        ended = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            Reader reader = new Reader(channel);
            channel.register(selector, SelectionKey.OP_READ, reader);
            readers.add(reader);
        }
        new Thread(this::run, "packet-readers").start();
    }

    /** Packets that every reader has got. */
    int least() {
        return readers.stream().mapToInt(reader -> reader.packets).min().orElseThrow();
    }

    /** What went wrong at any of them. */
    List<String> problems() {
        return readers.stream()
                .map(reader -> reader.problem)
                .filter(problem -> problem != null)
                .map(String::valueOf)
                .toList();
    }

    void awaitEnds() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        await().until(() -> stopped.getCount() == 0);
        for (Reader reader : readers) {
            reader.channel.close();
        }
        selector.close();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(key -> ((Reader) key.attachment()).read(key));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            stopped.countDown();
        }
    }

    private final class Reader {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        private volatile int packets;
        private volatile @Nullable String problem;

        Reader(SocketChannel channel) {
            this.channel = channel;
        }

        void read(SelectionKey key) {
            try {
                int n = channel.read(buffer);
                if (n >= 0) {
                    check();
                } else {
                    end(key, buffer.position() == 0 ? null : "ended inside packet " + packets);
                }
            } catch (IOException e) {
                end(key, "after packet " + packets + ": " + e);
            }
        }

        private void check() {
            buffer.flip();
            int next = packets;
            for (; buffer.remaining() >= PACKET; next++) {
                int number = buffer.getInt(buffer.position());
                int last = buffer.getInt(buffer.position() + PACKET - 4);
                if ((number != next || last != next) && problem == null) {
                    problem = "packet " + number + "…" + last + " (expected: " + next + ")";
                }
                buffer.position(buffer.position() + PACKET);
            }
            buffer.compact();
            packets = next;
        }

        private void end(SelectionKey key, @Nullable String why) {
            key.cancel();
            if (why != null && problem == null) {
                problem = why;
            }
            ended.countDown();
        }
    }
}
