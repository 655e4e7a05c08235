package io.ringcast.daemon.output.udp;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Answers;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.output.PublicUrl;
import io.ringcast.protocol.announce.SessionDescription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** {@code /NAME.sdp}: describes a source's RTP output, the first of them or the one that {@code ?output=} names. Called on any event loop. */
public final class SdpRoute implements HttpRoute {

    private final Map<String, Sessions> sessions = new ConcurrentHashMap<>();
    private final PublicUrl url;
    private final long id;

    private record Sessions(String title, List<DatagramOutput> outputs) {}

    /** @param started when this server was started: sessions may be others than before */
    public SdpRoute(PublicUrl url, Instant started) {
        this.url = url;
        this.id = started.getEpochSecond();
    }

    /** Adds its route. */
    public void register(Router.Builder router) {
        Cors.get(router, "/{name}.sdp", this);
    }

    /** Describes those of {@code outputs} that send RTP, under the name of their source. */
    public void add(String source, String title, List<DatagramOutput> outputs) {
        List<DatagramOutput> rtp =
                outputs.stream().filter(DatagramOutput::isRtp).toList();
        if (!rtp.isEmpty()) {
            sessions.put(source, new Sessions(title.isEmpty() ? source : title, rtp));
        }
    }

    @Override
    public void handle(HttpExchange exchange) {
        String name = exchange.pathParameter("name");
        Sessions found = sessions.get(name);
        if (found == null) {
            Answers.text(
                    exchange,
                    HttpResponseStatus.NOT_FOUND,
                    name
                            + ": nothing is sent as RTP (expected: a source with an output such as rtp://239.1.1.1:5004)\n");
            return;
        }
        Optional<String> wanted = exchange.query("output");
        Optional<DatagramOutput> output = found.outputs().stream()
                .filter(one -> wanted.isEmpty() || one.account().output().equals(wanted.get()))
                .findFirst();
        if (output.isEmpty()) {
            String names =
                    found.outputs().stream().map(one -> one.account().output()).collect(Collectors.joining(", "));
            Answers.text(
                    exchange,
                    HttpResponseStatus.NOT_FOUND,
                    "output: " + wanted.orElse("") + " (expected: one of " + names + ")\n");
            return;
        }
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        String text = output.get()
                .session(id, url.host(exchange).orElse("localhost"), found.title())
                .text();
        exchange.respond(HttpResponseStatus.OK, SessionDescription.MEDIA_TYPE, text, headers);
    }
}
