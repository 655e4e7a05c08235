package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keeps what a download said, and checks that it said it on its loop and in the promised order. */
class Recording implements DownloadHandler {

    final List<URI> redirects = new CopyOnWriteArrayList<>();
    final CompletableFuture<ResponseHead> head = new CompletableFuture<>();
    final CompletableFuture<Boolean> completed = new CompletableFuture<>();
    final CompletableFuture<DownloadFailure> failed = new CompletableFuture<>();
    final AtomicLong count = new AtomicLong();
    final AtomicLong events = new AtomicLong();

    private final EventLoop loop;
    private final boolean keep;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Throwable violation;

    Recording(EventLoop loop) {
        this(loop, true);
    }

    Recording(EventLoop loop, boolean keep) {
        this.loop = loop;
        this.keep = keep;
    }

    @Override
    public void onRedirected(URI to) {
        check(!head.isDone());
        redirects.add(to);
    }

    @Override
    public void onHead(ResponseHead response) {
        check(!head.isDone());
        head.complete(response);
    }

    @Override
    public void onBytes(ByteBuf part) {
        check(head.isDone() && part.isReadable());
        count.addAndGet(part.readableBytes());
        if (keep) {
            synchronized (body) {
                body.writeBytes(ByteBufUtil.getBytes(part));
            }
        }
    }

    @Override
    public void onCompleted() {
        check(head.isDone());
        completed.complete(true);
        failed.completeExceptionally(new AssertionError("the download completed"));
    }

    @Override
    public void onFailed(DownloadFailure failure) {
        check(true);
        failed.complete(failure);
        completed.completeExceptionally(new AssertionError("the download failed: " + failure));
    }

    ResponseHead head() throws Exception {
        return head.get(10, TimeUnit.SECONDS);
    }

    /** Waits for the end and returns the whole body. */
    byte[] body() throws Exception {
        completed.get(10, TimeUnit.SECONDS);
        assertThat(violation).isNull();
        return soFar();
    }

    String text() throws Exception {
        return new String(body(), StandardCharsets.UTF_8);
    }

    byte[] soFar() {
        synchronized (body) {
            return body.toByteArray();
        }
    }

    DownloadFailure failure() throws Exception {
        DownloadFailure failure = failed.get(10, TimeUnit.SECONDS);
        assertThat(violation).isNull();
        return failure;
    }

    private void check(boolean order) {
        events.incrementAndGet();
        if (!loop.inEventLoop() || !order || completed.isDone() || failed.isDone()) {
            violation = new AssertionError("called out of order or on another thread");
        }
    }
}
