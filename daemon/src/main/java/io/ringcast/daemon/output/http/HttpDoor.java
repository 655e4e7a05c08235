package io.ringcast.daemon.output.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.Door;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.ListenerHandler;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.SocketChannelWriter;
import io.ringcast.daemon.fanout.SocketWriters;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.ChunkedWriter;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.protocol.live.LivePlace;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request's way to the fan-out: the response head is written when there is something to start with, so that a listener who waited
 * for nothing gets a 503 and not an empty 200.
 */
final class HttpDoor implements Door {

    private final HttpExchange exchange;
    private final Stream stream;
    private final Function<StreamInfo, HttpHeaders> headers;
    private final boolean partial;
    private @Nullable Admission admission;

    /** @param headers the head's fields but those of the framing */
    HttpDoor(HttpExchange exchange, Stream stream, Function<StreamInfo, HttpHeaders> headers, boolean partial) {
        this.exchange = exchange;
        this.stream = stream;
        this.headers = headers;
        this.partial = partial;
    }

    void admission(Admission own) {
        admission = own;
    }

    @Override
    public ListenerChannel open(StreamInfo info) {
        return open(headers.apply(info));
    }

    @Override
    public ListenerChannel open(StreamInfo info, Start start) {
        HttpHeaders head = headers.apply(info);
        if (!partial) {
            StartFields.describe(head, stream, start);
        }
        return open(head);
    }

    private ListenerChannel open(HttpHeaders head) {
        boolean chunked = wantsChunked() && !head.contains(HttpHeaderNames.CONTENT_LENGTH);
        if (chunked) {
            head.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        Channel channel = exchange.takeOver(partial ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK, head);
        channel.pipeline().addLast("listener", new ListenerHandler(Objects.requireNonNull(admission)));
        if (head.contains(IcyFields.METAINT)) {
            SocketChannelWriter socket = new SocketChannelWriter(channel);
            return new IcyWriter(
                    chunked ? new ChunkedWriter(socket) : socket,
                    () -> stream.info().title());
        }
        return chunked ? new ChunkedWriter(new SocketChannelWriter(channel)) : SocketWriters.over(channel);
    }

    @Override
    public void refuse(Refusal reason) {
        Answers.refuse(exchange, stream, reason);
    }

    /**
     * Identity until close is what every player and hardware radio understands. Behind a proxy it is different: there a reset may arrive as
     * an ordinary close, and only the chunks tell a cut from an end (RFC 9112, 8). Who counts offsets wants to know for sure.
     */
    private boolean wantsChunked() {
        HttpHeaders request = exchange.headers();
        return exchange.version().equals(HttpVersion.HTTP_1_1)
                && (request.contains(HttpHeaderNames.VIA)
                        || request.contains(HttpHeaderNames.TE)
                        || request.contains(LivePlace.COUNTS_FIELD)
                        || request.contains("Forwarded")
                        || request.contains("X-Forwarded-For"));
    }
}
