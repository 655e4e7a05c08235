package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.output.Leave;
import io.ringcast.daemon.output.PublicUrl;
import io.ringcast.protocol.playlist.M3uWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /playlist.m3u}: all sources as channels; {@code /NAME.m3u}: one of them. {@code ?via=} says how they are played: {@code http}, {@code
 * hls}, or {@code udp}, which leaves out those that are not sent as datagrams. Sources that who asks may not listen to are left out, and what he
 * showed for the others is repeated in their URLs.
 */
public final class PlaylistRoute {

    /** Channels with a number come in their order, then the others by name. */
    private static final Comparator<HttpOutput> ORDER = Comparator.<HttpOutput>comparingLong(
                    output -> output.listing().number().orElse(Long.MAX_VALUE))
            .thenComparing(output -> output.stream().name());

    private final StreamRoute streams;
    private final PublicUrl url;
    private final Optional<String> guide;

    /** @param guide where the programme of all channels is (XMLTV) */
    public PlaylistRoute(StreamRoute streams, PublicUrl url, Optional<String> guide) {
        this.streams = streams;
        this.url = url;
        this.guide = guide;
    }

    /** How channels are played. */
    private enum Via {
        HTTP,
        HLS,
        UDP
    }

    /** Adds its routes. */
    public void register(Router.Builder router) {
        Cors.get(router, "/playlist.m3u", this::all);
        Cors.get(router, "/{name}.m3u", this::one);
    }

    private void all(HttpExchange exchange) {
        answer(exchange, streams.outputs(exchange).stream().sorted(ORDER).toList());
    }

    private void one(HttpExchange exchange) {
        HttpOutput output = streams.find(exchange.pathParameter("name"));
        if (output == null) {
            streams.notFound(exchange);
        } else {
            answer(exchange, List.of(output));
        }
    }

    private void answer(HttpExchange exchange, List<HttpOutput> outputs) {
        Via via = via(exchange);
        if (via == null) {
            Answers.text(
                    exchange,
                    HttpResponseStatus.BAD_REQUEST,
                    "via: " + exchange.query("via").orElse("") + " (expected: http, hls or udp)\n");
            return;
        }
        M3uWriter playlist = new M3uWriter(guide);
        String base = url.base(exchange);
        for (HttpOutput output : outputs) {
            Leave leave = streams.leave(exchange, output).orElse(Leave.OPEN);
            reference(output, via, base, leave).ifPresent(reference -> playlist.add(channel(output), reference));
        }
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        exchange.respond(HttpResponseStatus.OK, M3uWriter.MEDIA_TYPE, playlist.text(), headers);
    }

    private static @Nullable Via via(HttpExchange exchange) {
        return switch (exchange.query("via").orElse("http")) {
            case "http" -> Via.HTTP;
            case "hls" -> Via.HLS;
            case "udp" -> Via.UDP;
            default -> null;
        };
    }

    private static Optional<String> reference(HttpOutput output, Via via, String base, Leave leave) {
        String path = base + "/" + output.stream().name();
        return switch (via) {
            case HTTP -> Optional.of(leave.added(path));
            case HLS -> Optional.of(leave.added(path + ".m3u8"));
            case UDP -> output.listing().datagramUrls().stream().findFirst();
        };
    }

    private static M3uWriter.Channel channel(HttpOutput output) {
        HttpOutput.Listing listing = output.listing();
        String title = output.station().title();
        return new M3uWriter.Channel(
                listing.guideId(),
                listing.logo(),
                listing.group(),
                listing.number().map(String::valueOf).orElse(""),
                title.isEmpty() ? output.stream().name() : title);
    }
}
