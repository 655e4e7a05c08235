package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import io.ringcast.daemon.transport.Transport;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A download: hop after hop until a response is final, then its body at the handler's pace. Owned by {@code loop}.
 *
 * <p>While reading is stopped, what the socket had brought waits in {@code body}, and so does the end: the handler hears of nothing until
 * it reads on.
 */
final class ClientDownload implements Download, ResponseSink {

    /** How much of the body of a status of 400 and above is given. */
    private static final int MAX_ERROR_BODY_BYTES = 64 << 10;

    /** After so many decoded bytes the loop gets its turn: little input can expand to very much. */
    private static final int BYTES_PER_TURN = 1 << 20;

    private final EventLoop loop;
    private final Transport transport;
    private final ClientTls tls;
    private final String userAgent;
    private final DownloadRequest request;
    private final DownloadHandler handler;
    private final Redirects redirects;

    private URI uri;
    private @Nullable Hop hop;
    private @Nullable BodyQueue body;
    private @Nullable Runnable end;
    private boolean untilClose;
    private boolean paused;
    private boolean draining;
    private boolean ended;
    private long errorBytesLeft = Long.MAX_VALUE;

    ClientDownload(
            EventLoop loop,
            Transport transport,
            ClientTls tls,
            String userAgent,
            DownloadRequest request,
            DownloadHandler handler) {
        this.loop = loop;
        this.transport = transport;
        this.tls = tls;
        this.userAgent = userAgent;
        this.request = request;
        this.handler = handler;
        this.uri = request.uri();
        this.redirects = new Redirects(request.uri(), request.limits());
    }

    void start() {
        if (ended) {
            return;
        }
        Origin origin = Origin.of(uri);
        if (!request.destinations().allows(origin.host(), origin.port(), Origin.defaultPort(origin.scheme()))) {
            finish(() -> handler.onFailed(new DownloadFailure(
                    DownloadFailure.Kind.NOT_ALLOWED,
                    origin + " is none of the hosts that may be asked (expected: one that is allowed)")));
            return;
        }
        hop = new Hop(
                loop,
                transport,
                tls,
                origin,
                request.proxy(),
                RequestHeads.of(request, uri, userAgent),
                request.limits(),
                request.destinations(),
                this);
        hop.start();
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop() : "a download belongs to its event loop";
        if (ended || paused != on) {
            return;
        }
        paused = !on;
        if (!paused) {
            drain();
        } else if (body != null) {
            // A head that is still due is waited for all the same: its timeout would strike an origin that did nothing
            // wrong.
            readOn(false);
        }
    }

    @Override
    public void gather(long nanos) {
        assert loop.inEventLoop() : "a download belongs to its event loop";
        if (hop != null && body != null) {
            hop.gather(nanos);
        }
    }

    @Override
    public void cancel() {
        assert loop.inEventLoop() : "a download belongs to its event loop";
        ended = true;
        close();
    }

    @Override
    public void onResponse(HttpResponse response) {
        int status = response.status().code();
        String location = response.headers().get(HttpHeaderNames.LOCATION);
        try {
            if (Redirects.isRedirect(status) && location != null) {
                redirect(location);
            } else {
                begin(status, response);
            }
        } catch (FailedException e) {
            finish(() -> handler.onFailed(e.failure()));
        }
    }

    @Override
    public void onPart(ByteBuf part) {
        if (ended || body == null) {
            part.release();
            return;
        }
        body.add(part);
        drain();
    }

    @Override
    public void onEnd() {
        end = () -> {
            if (body != null && !body.isComplete()) {
                handler.onFailed(new DownloadFailure(
                        untilClose ? DownloadFailure.Kind.TRUNCATED : DownloadFailure.Kind.BAD_CODING,
                        "the body of " + Origin.of(uri) + " ended inside its content coding"));
            } else {
                handler.onCompleted();
            }
        };
        drain();
    }

    @Override
    public void onFailed(DownloadFailure failure) {
        if (body == null) {
            finish(() -> handler.onFailed(failure));
        } else {
            end = () -> handler.onFailed(failure);
            drain();
        }
    }

    private void redirect(String location) throws FailedException {
        URI to = redirects.follow(uri, location);
        closeHop();
        uri = to;
        handler.onRedirected(to);
        start();
    }

    private void begin(int status, HttpResponse response) throws FailedException {
        if (status == 407
                && request.proxy()
                        .filter(p -> p.kind() == ProxyAddress.Kind.HTTP)
                        .isPresent()
                && !Origin.of(uri).isSecure()) {
            throw new FailedException(DownloadFailure.Kind.PROXY, "the proxy wants other credentials (status 407)");
        }
        HttpHeaders headers = response.headers();
        Optional<Inflation> inflation;
        try {
            inflation = inflation(status, headers);
        } catch (FailedException e) {
            if (status < 400) {
                throw e;
            }
            // What went wrong is worth more than its unreadable explanation.
            ResponseHead head = head(status, response, true);
            handler.onHead(head);
            finish(handler::onCompleted);
            return;
        }
        if (status >= 400) {
            errorBytesLeft = MAX_ERROR_BODY_BYTES;
        }
        body = new BodyQueue(transport.allocator(), inflation);
        ResponseHead head = head(status, response, inflation.isPresent());
        untilClose = head.untilClose();
        handler.onHead(head);
        if (request.method() == DownloadRequest.Method.HEAD) {
            // RFC 9110, 9.3.2: whatever length it says, no body follows.
            finish(handler::onCompleted);
        } else if (paused) {
            readOn(false);
        }
    }

    private ResponseHead head(int status, HttpResponse response, boolean coded) {
        boolean bodiless = status == 204 || status == 304;
        boolean chunked = HttpUtil.isTransferEncodingChunked(response);
        long length = bodiless ? 0 : HttpUtil.getContentLength(response, -1L);
        return new ResponseHead(
                uri,
                status,
                response.headers(),
                length < 0 || chunked || coded ? OptionalLong.empty() : OptionalLong.of(length),
                length < 0 && !chunked);
    }

    private static Optional<Inflation> inflation(int status, HttpHeaders headers) throws FailedException {
        for (String transfer : headers.getAllAsString(HttpHeaderNames.TRANSFER_ENCODING)) {
            String name = transfer.strip().toLowerCase(Locale.ROOT);
            if (!name.equals("chunked") && !name.equals("identity")) {
                throw new FailedException(
                        DownloadFailure.Kind.BAD_CODING, "transfer coding: " + name + " (expected: chunked, or none)");
            }
        }
        String coding = String.join(",", headers.getAllAsString(HttpHeaderNames.CONTENT_ENCODING))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (coding.isEmpty() || coding.equals("identity")) {
            return Optional.empty();
        }
        if (status == 206) {
            throw new FailedException(
                    DownloadFailure.Kind.BAD_CODING, "content coding: " + coding + " of a part (expected: none)");
        }
        return switch (coding) {
            case "gzip", "x-gzip" -> Optional.of(Inflation.gzip());
            case "deflate" -> Optional.of(Inflation.deflate());
            default ->
                throw new FailedException(
                        DownloadFailure.Kind.BAD_CODING,
                        "content coding: " + coding + " (expected: gzip, deflate, or none)");
        };
    }

    /** Gives out what is there until the handler stops it, then the end; reads on when nothing is left. */
    private void drain() {
        if (draining || ended || paused) {
            return;
        }
        draining = true;
        boolean empty;
        try {
            empty = giveOut();
        } catch (FailedException e) {
            finish(() -> handler.onFailed(e.failure()));
            return;
        } finally {
            draining = false;
        }
        if (ended || paused) {
            return;
        }
        if (!empty) {
            readOn(false);
            loop.execute(this::drain);
        } else if (end != null) {
            finish(end);
        } else {
            readOn(true);
        }
    }

    /** Returns whether nothing is left; false when this turn of the loop has been long enough. */
    private boolean giveOut() throws FailedException {
        int given = 0;
        while (body != null && !ended && !paused) {
            if (given >= BYTES_PER_TURN) {
                return body.isEmpty();
            }
            ByteBuf part = body.next();
            if (part == null) {
                return true;
            }
            try {
                given += part.readableBytes();
                give(part);
            } finally {
                part.release();
            }
        }
        return true;
    }

    private void give(ByteBuf part) {
        if (part.readableBytes() < errorBytesLeft) {
            errorBytesLeft -= errorBytesLeft == Long.MAX_VALUE ? 0 : part.readableBytes();
            handler.onBytes(part);
        } else {
            handler.onBytes(part.readSlice((int) errorBytesLeft));
            errorBytesLeft = 0;
            if (!ended) {
                finish(handler::onCompleted);
            }
        }
    }

    private void finish(Runnable last) {
        if (!ended) {
            ended = true;
            // The last word may ask the body whether it was whole.
            closeHop();
            last.run();
            close();
        }
    }

    private void readOn(boolean on) {
        if (hop != null) {
            hop.autoRead(on);
        }
    }

    private void closeHop() {
        if (hop != null) {
            hop.close();
            hop = null;
        }
    }

    private void close() {
        closeHop();
        if (body != null) {
            body.close();
            body = null;
        }
    }
}
