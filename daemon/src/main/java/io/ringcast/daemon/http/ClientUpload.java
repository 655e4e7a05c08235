package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.transport.Transport;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An upload: hop after hop until a server wants the body, then that body by whoever writes it, then an answer. Owned by {@code loop}.
 *
 * <pre>
 *   head sent ── 100, or a second of silence ──► ready ── the caller writes ── sent() ──► answered
 *       │                                          └── answered before the end ─────────►
 *       ├── 307, 308: another hop        ├── 417: once more without Expect       └── any other answer
 * </pre>
 */
final class ClientUpload implements Upload, ResponseSink {

    /** RFC 9110, 10.1.1: a client must not wait for 100 for ever; curl waits as long. */
    private static final long CONTINUE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long the body of an answer may take. */
    private static final long TEXT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int OK = 200;
    private static final int CONTINUE = 100;
    private static final int EXPECTATION_FAILED = 417;

    private final EventLoop loop;
    private final Transport transport;
    private final ClientTls tls;
    private final String userAgent;
    private final UploadRequest request;
    private final UploadHandler handler;
    private final Redirects redirects;

    private URI uri;
    private boolean expects;
    private boolean began;
    private boolean ended;
    private @Nullable Hop hop;
    private @Nullable Channel channel;
    private @Nullable Future<?> timer;
    private @Nullable HttpResponse answer;
    private @Nullable AnswerText text;

    ClientUpload(
            EventLoop loop,
            Transport transport,
            ClientTls tls,
            String userAgent,
            UploadRequest request,
            UploadHandler handler) {
        this.loop = loop;
        this.transport = transport;
        this.tls = tls;
        this.userAgent = userAgent;
        this.request = request;
        this.handler = handler;
        this.uri = request.at().orElse(request.to().uri());
        this.expects = request.expects();
        this.redirects = new Redirects(uri, request.to().limits());
    }

    void start() {
        if (!ended) {
            hop = new Hop(
                    loop,
                    transport,
                    tls,
                    Origin.of(uri),
                    request.to().proxy(),
                    RequestHeads.of(request, uri, userAgent, expects),
                    request.to().limits(),
                    request.to().destinations(),
                    this);
            hop.start();
        }
    }

    @Override
    public void sent() {
        assert loop.inEventLoop() : "an upload belongs to its event loop";
        if (!ended && hop != null && answer == null) {
            hop.awaitHead();
        }
    }

    @Override
    public void cancel() {
        assert loop.inEventLoop() : "an upload belongs to its event loop";
        ended = true;
        close();
    }

    @Override
    public void onRequested(Channel requested) {
        channel = requested;
        boolean untilClose = request.framing() instanceof UploadRequest.Framing.UntilClose;
        if (expects) {
            timer = loop.schedule(this::ready, CONTINUE_NANOS, TimeUnit.NANOSECONDS);
        } else if (!untilClose) {
            ready();
        }
    }

    @Override
    public void onInterim(int status) {
        if (status == CONTINUE) {
            ready();
        }
    }

    @Override
    public void onResponse(HttpResponse response) {
        int status = response.status().code();
        String location = response.headers().get(HttpHeaderNames.LOCATION);
        if (status == OK && request.framing() instanceof UploadRequest.Framing.UntilClose) {
            // What an Icecast server says when it is not asked by Expect; what follows is nothing that we know.
            ready();
        } else if (status == EXPECTATION_FAILED && expects && !began) {
            expects = false;
            close();
            start();
        } else if ((status == 307 || status == 308) && location != null && !began) {
            redirect(location);
        } else {
            disarm();
            answer = response;
            text = new AnswerText(response);
            timer = loop.schedule(this::answered, TEXT_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void onPart(ByteBuf part) {
        boolean enough = text != null && text.add(part);
        part.release();
        if (enough) {
            answered();
        }
    }

    @Override
    public void onEnd() {
        if (answer != null) {
            answered();
        } else {
            onFailed(new DownloadFailure(DownloadFailure.Kind.RESET, Origin.of(uri) + " ended the connection"));
        }
    }

    @Override
    public void onFailed(DownloadFailure failure) {
        if (answer != null) {
            answered();
        } else {
            finish(() -> handler.onFailed(failure));
        }
    }

    /** The body may come. */
    private void ready() {
        Channel open = channel;
        if (began || ended || open == null || hop == null) {
            return;
        }
        began = true;
        disarm();
        hop.awaitNothing();
        // What follows is framed by whoever writes it.
        open.pipeline().remove("encoder");
        handler.onReady(open);
    }

    private void redirect(String location) {
        try {
            URI to = redirects.follow(uri, location);
            close();
            uri = to;
            handler.onRedirected(to);
            start();
        } catch (FailedException e) {
            finish(() -> handler.onFailed(e.failure()));
        }
    }

    private void answered() {
        HttpResponse head = answer;
        AnswerText said = text;
        if (head == null || said == null) {
            return;
        }
        String after = head.headers().get(HttpHeaderNames.RETRY_AFTER, "").strip();
        OptionalLong seconds =
                after.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(after)) : OptionalLong.empty();
        UploadAnswer told = new UploadAnswer(uri, head.status().code(), said.line(), location(head), seconds);
        finish(() -> handler.onAnswered(told));
    }

    private Optional<URI> location(HttpResponse head) {
        int status = head.status().code();
        String location = head.headers().get(HttpHeaderNames.LOCATION);
        if ((status != 307 && status != 308) || location == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(redirects.follow(uri, location));
        } catch (FailedException notFollowed) {
            return Optional.empty();
        }
    }

    private void finish(Runnable last) {
        if (!ended) {
            ended = true;
            close();
            last.run();
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void close() {
        disarm();
        channel = null;
        if (hop != null) {
            hop.close();
            hop = null;
        }
    }
}
