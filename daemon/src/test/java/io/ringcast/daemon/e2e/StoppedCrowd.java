package io.ringcast.daemon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Many who connect, read nothing, and come again when they are sent away: each has a small window and says a byte now and then, by which it
 * learns that its connection is over. One thread.
 */
final class StoppedCrowd implements AutoCloseable {

    private static final int RECEIVE_BUFFER = 4 * 1024;

    /** Connections that are made in each {@link #ROUND_NANOS}. */
    private static final int STEP = 100;

    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Rounds in which each of them says its byte once. */
    private static final int ROUNDS = 5;

    private final List<Target> targets;
    private final int size;
    private final List<SocketChannel> members = new ArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "stopped-crowd");
    private volatile boolean closed;
    private volatile boolean noMore;

    /**
     * Where one of them goes.
     *
     * @param request what it says first
     */
    record Target(int port, String request) {}

    /** Begins at once to go to {@code targets}, in turn. */
    StoppedCrowd(List<Target> targets, int size) {
        this.targets = List.copyOf(targets);
        this.size = size;
        thread.setDaemon(true);
        thread.start();
    }

    /** Connections that were made since the beginning. */
    int connected() {
        return connected.get();
    }

    /** Nobody comes any more; those who are there stay. */
    void comeNoMore() {
        noMore = true;
    }

    /** All leave. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void run() {
        try {
            for (int round = 0; !closed; round++) {
                long began = System.nanoTime();
                look(round % ROUNDS);
                for (int i = 0; i < STEP && members.size() < size && !noMore; i++) {
                    members.add(connect());
                }
                LockSupport.parkNanos(ROUND_NANOS - (System.nanoTime() - began));
            }
            for (SocketChannel member : members) {
                member.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            over.countDown();
        }
    }

    private void look(int part) throws IOException {
        for (int i = members.size() - 1; i >= 0 && !closed; i--) {
            if (i % ROUNDS != part) {
                continue;
            }
            SocketChannel member = members.get(i);
            try {
                member.write(ByteBuffer.wrap(new byte[] {'.'}));
            } catch (IOException gone) {
                member.close();
                // The order is nobody's concern.
                members.set(i, members.get(members.size() - 1));
                members.remove(members.size() - 1);
            }
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        Target target = targets.get(connected.get() % targets.size());
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port));
        channel.configureBlocking(false);
        channel.write(ByteBuffer.wrap(target.request.getBytes(StandardCharsets.US_ASCII)));
        connected.incrementAndGet();
        return channel;
    }
}
