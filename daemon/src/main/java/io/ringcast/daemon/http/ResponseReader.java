package io.ringcast.daemon.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;

/** The last handler of a {@link Hop}'s pipeline: says what happened in the words of {@link ResponseSink} and {@link DownloadFailure}. */
final class ResponseReader extends ChannelInboundHandlerAdapter {

    private final Hop hop;
    private final ResponseSink sink;

    private boolean interim;
    private boolean framed;
    private boolean ended;
    private boolean closedCleanly;

    ResponseReader(Hop hop, ResponseSink sink) {
        this.hop = hop;
        this.sink = sink;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!hop.isClosed()) {
            hop.connected();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (hop.isClosed()) {
            return;
        }
        if (event instanceof ProxyConnectionEvent) {
            hop.proxied();
        } else if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                hop.secured();
            } else {
                broken(handshake.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent close) {
            closedCleanly = close.isSuccess();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (hop.isClosed() || ended || !(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            undecodable(object.decoderResult().cause());
            return;
        }
        if (object instanceof HttpResponse response) {
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (interim) {
                sink.onInterim(response.status().code());
            } else {
                head(response);
            }
        }
        if (object instanceof HttpContent content) {
            content(content);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (hop.isClosed() || ended) {
            return;
        }
        switch (hop.phase()) {
            case RESOLVING, CONNECTING, HEAD ->
                hop.fail(
                        DownloadFailure.Kind.RESET,
                        hop.origin() + " closed the connection before a whole response head");
            case PROXYING -> hop.fail(DownloadFailure.Kind.PROXY, "the proxy closed the connection");
            case SECURING ->
                hop.fail(DownloadFailure.Kind.TLS, hop.origin() + " closed the connection during the TLS handshake");
            case BODY ->
                hop.fail(
                        DownloadFailure.Kind.TRUNCATED,
                        hop.origin() + " closed the connection before the end of the body that it announced");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!hop.isClosed() && !ended) {
            broken(cause);
        }
        ctx.close();
    }

    private void head(HttpResponse response) {
        int status = response.status().code();
        framed = HttpUtil.isTransferEncodingChunked(response)
                || HttpUtil.isContentLengthSet(response)
                || status == 204
                || status == 304;
        hop.headCame();
        sink.onResponse(response);
    }

    private void content(HttpContent content) {
        if (interim || hop.isClosed()) {
            content.release();
            return;
        }
        sink.onPart(content.content());
        if (content instanceof LastHttpContent && !hop.isClosed()) {
            if (!framed && hop.origin().isSecure() && !closedCleanly) {
                // RFC 9112, 9.8: without close_notify nobody knows whether a body until close is whole.
                hop.fail(
                        DownloadFailure.Kind.RESET,
                        hop.origin() + " ended the connection without ending its TLS session");
                return;
            }
            ended = true;
            sink.onEnd();
        }
    }

    private void undecodable(Throwable cause) {
        if (cause instanceof PrematureChannelClosureException) {
            hop.fail(DownloadFailure.Kind.RESET, hop.origin() + " closed the connection before a whole response head");
        } else if (cause instanceof TooLongFrameException) {
            hop.fail(
                    DownloadFailure.Kind.BAD_RESPONSE,
                    "the response head of " + hop.origin() + " is too long (expected: a status line of at most "
                            + Hop.MAX_STATUS_LINE_BYTES + " bytes and a header of at most " + Hop.MAX_HEADER_BYTES
                            + ")");
        } else {
            hop.fail(DownloadFailure.Kind.BAD_RESPONSE, "what " + hop.origin() + " sent is not HTTP");
        }
    }

    private void broken(Throwable cause) {
        Throwable known = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        switch (hop.phase()) {
            case RESOLVING, CONNECTING, PROXYING -> {
                if (known instanceof ProxyConnectException || hop.phase() == Hop.Phase.PROXYING) {
                    hop.fail(
                            DownloadFailure.Kind.PROXY,
                            "the proxy makes no way to " + hop.origin() + ": " + reason(known));
                }
                // Otherwise the attempt to connect has failed, and its future tells.
            }
            case SECURING ->
                hop.fail(
                        DownloadFailure.Kind.TLS, "no TLS session with " + hop.origin() + ": " + FailureText.of(known));
            case HEAD, BODY -> {
                String what = known instanceof SSLException ? "the TLS session with " : "the connection to ";
                hop.fail(DownloadFailure.Kind.RESET, what + hop.origin() + " broke: " + FailureText.of(known));
            }
        }
    }

    // "http, basic, proxy.example/1.2.3.4:3128 => origin.example:443, status: 407 …": the last part is the news.
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int arrow = message.indexOf(" => ");
        int comma = arrow < 0 ? -1 : message.indexOf(", ", arrow);
        return comma < 0 ? message : message.substring(comma + 2);
    }
}
