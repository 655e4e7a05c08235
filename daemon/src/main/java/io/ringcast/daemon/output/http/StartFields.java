package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.ViaChain;

/** The fields that say whose bytes an answer carries and, for a 200, where they begin: what it takes to go on behind them. Pure. */
final class StartFields {

    private StartFields() {}

    /** Where the body of a 200 begins. */
    static void describe(HttpHeaders headers, Stream stream, Start start) {
        long offset = start.offset() - start.epoch().epoch().base();
        headers.set(HttpHeaderNames.ETAG, start.epoch().epoch().entityTag());
        headers.set(HttpHeaderNames.CONTENT_LOCATION, LivePlace.location("/" + stream.name(), offset));
        headers.set(LivePlace.PREAMBLE_FIELD, start.preamble().length);
    }

    /** Through whom the bytes came, this daemon last. */
    static void describeWay(HttpHeaders headers, Stream stream, String daemon) {
        headers.set(HttpHeaderNames.VIA, ViaChain.field(stream.via(), daemon));
    }
}
