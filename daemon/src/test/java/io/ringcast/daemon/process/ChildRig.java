package io.ringcast.daemon.process;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Children of this process on an event loop, and what they tell. */
final class ChildRig implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    final Children children = new Children(PooledByteBufAllocator.DEFAULT, System::nanoTime);

    ChildRig() {
        children.open();
    }

    /** Somebody who listens to a child. */
    static final class Told implements ChildEvents {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final AtomicLong count = new AtomicLong();
        final CompletableFuture<Void> started = new CompletableFuture<>();
        final CompletableFuture<ChildEnd> ended = new CompletableFuture<>();
        final AtomicLong writable = new AtomicLong();

        @Override
        public void onStarted() {
            started.complete(null);
        }

        @Override
        public void onOutput(ByteBuf piece) {
            count.addAndGet(piece.readableBytes());
            if (bytes.size() < 1 << 22) {
                bytes.writeBytes(ByteBufUtil.getBytes(piece));
            }
        }

        @Override
        public void onWritable() {
            writable.incrementAndGet();
        }

        @Override
        public void onEnded(ChildEnd end) {
            ended.complete(end);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        ChildEnd end() {
            await().atMost(LIMIT).until(ended::isDone);
            return ended.join();
        }
    }

    Child start(ChildCommand command, ChildEvents events) {
        return loop.submit(() -> children.start(command, loop, events))
                .syncUninterruptibly()
                .getNow();
    }

    EventLoop loop() {
        return loop;
    }

    void onLoop(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    <T> T ask(Callable<T> question) {
        return loop.submit(question).syncUninterruptibly().getNow();
    }

    static ChildCommand producer(String... words) {
        return ChildCommand.producer("source=test", List.of(words));
    }

    static ChildCommand filter(String... words) {
        return ChildCommand.filter("source=test", List.of(words));
    }

    static ChildCommand quick(ChildCommand command) {
        return new ChildCommand(
                command.owner(),
                command.words(),
                Map.of(),
                Optional.empty(),
                command.input(),
                command.output(),
                Duration.ofMillis(200));
    }

    /** Stops the children, then the loop. Idempotent. */
    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        try {
            children.stop();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
