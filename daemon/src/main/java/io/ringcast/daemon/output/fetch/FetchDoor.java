package io.ringcast.daemon.output.fetch;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.Door;
import io.ringcast.daemon.fanout.ForwardingChannel;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.ListenerHandler;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.SocketChannelWriter;
import io.ringcast.daemon.fanout.SocketWriters;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.ChunkedWriter;
import io.ringcast.daemon.stream.Fetch;
import io.ringcast.daemon.stream.StreamInfo;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request for something that is fetched to the fan-out. Who downloads has to know whether he has got all of it: where no length
 * says so, chunks do; to a client of HTTP/1.0 only the end of the connection can, so whatever is no end is a reset.
 */
final class FetchDoor implements Door {

    private final HttpExchange exchange;
    private final Fetch fetch;
    private final Function<StreamInfo, HttpHeaders> headers;
    private @Nullable Admission admission;

    /** @param headers the head's fields but those of the framing without a length */
    FetchDoor(HttpExchange exchange, Fetch fetch, Function<StreamInfo, HttpHeaders> headers) {
        this.exchange = exchange;
        this.fetch = fetch;
        this.headers = headers;
    }

    void admission(Admission own) {
        admission = own;
    }

    @Override
    public ListenerChannel open(StreamInfo info) {
        HttpHeaders head = headers.apply(info);
        boolean known = head.contains(HttpHeaderNames.CONTENT_LENGTH);
        boolean chunked = !known && exchange.version().equals(HttpVersion.HTTP_1_1);
        if (chunked) {
            head.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        Channel channel = exchange.takeOver(HttpResponseStatus.OK, head);
        channel.pipeline().addLast("listener", new ListenerHandler(requireNonNull(admission)));
        channel.closeFuture().addListener(closed -> fetch.close());
        fetch.entered();
        ListenerChannel writer = writer(channel, known, chunked);
        if (fetch.isBroken()) {
            // Those who listened have been cut off already; this one would wait for ever.
            channel.eventLoop().execute(writer::reset);
        }
        return writer;
    }

    private static ListenerChannel writer(Channel channel, boolean known, boolean chunked) {
        if (chunked) {
            return new ChunkedWriter(new SocketChannelWriter(channel));
        }
        return known ? SocketWriters.over(channel) : new UntilClose(SocketWriters.over(channel));
    }

    @Override
    public void refuse(Refusal reason) {
        if (reason == Refusal.ORIGIN_FAILED) {
            FetchRoute.badGateway(exchange, new Fetch.Opening.Failed(false, reason.word()));
        } else {
            Answers.refuse(exchange, fetch.stream(), reason);
        }
        fetch.close();
    }

    /** A body that only the end of its connection ends. */
    private static final class UntilClose extends ForwardingChannel {

        UntilClose(ListenerChannel next) {
            super(next);
        }

        @Override
        public void leave(long nanos) {
            reset();
        }
    }
}
