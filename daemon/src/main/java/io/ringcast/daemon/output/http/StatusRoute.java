package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.daemon.http.Router;
import io.ringcast.daemon.output.Cors;
import io.ringcast.daemon.output.PublicUrl;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.protocol.api.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code /status-json.xsl}: the status of Icecast, for the many tools that read it. Sources that play now, with what their listeners may know.
 * As Icecast has it, {@code source} is an object when there is one, an array when there are more, and absent when there is none.
 */
public final class StatusRoute implements HttpRoute {

    private static final DateTimeFormatter PLAIN =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT);

    private final StreamRoute streams;
    private final PublicUrl url;
    private final String product;
    private final OffsetDateTime started;

    /**
     * @param product name and version of this server
     * @param started when it was started
     */
    public StatusRoute(StreamRoute streams, PublicUrl url, String product, Instant started) {
        this.streams = streams;
        this.url = url;
        this.product = product;
        this.started = started.truncatedTo(ChronoUnit.SECONDS)
                .atZone(ZoneId.systemDefault())
                .toOffsetDateTime();
    }

    private record Status(Server icestats) {}

    private record Server(
            String host, String server_id, String server_start, String server_start_iso8601, Optional<Object> source) {}

    private record Source(
            Optional<Long> bitrate,
            String genre,
            int listeners,
            String listenurl,
            String server_description,
            String server_name,
            String server_type,
            Optional<String> title) {}

    /** Adds its route. */
    public void register(Router.Builder router) {
        Cors.get(router, "/status-json.xsl", this);
    }

    @Override
    public void handle(HttpExchange exchange) {
        String base = url.base(exchange);
        List<Object> sources = streams.outputs(exchange).stream()
                .filter(output -> output.stream().info().format().isPresent())
                .sorted(Comparator.comparing(
                        (HttpOutput output) -> output.stream().name()))
                .<Object>map(output -> source(output, base))
                .toList();
        Optional<Object> source = sources.size() == 1
                ? Optional.of(sources.get(0))
                : Optional.of((Object) sources).filter(all -> !sources.isEmpty());
        Status status = new Status(new Server(
                url.host(exchange).orElse("localhost"), product, PLAIN.format(started), ISO.format(started), source));
        HttpHeaders headers = Cors.allow(new DefaultHttpHeaders());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        exchange.respond(HttpResponseStatus.OK, "application/json; charset=utf-8", Json.write(status), headers);
    }

    private static Source source(HttpOutput output, String base) {
        StreamInfo info = output.stream().info();
        HttpOutput.Station station = output.station();
        long kilobits = IcyFields.kilobits(output.stream().bytesPerSecond());
        return new Source(
                Optional.of(kilobits).filter(rate -> rate > 0),
                station.genre(),
                output.listing().listeners().stream()
                        .mapToInt(OutputAccount::listeners)
                        .sum(),
                base + "/" + output.stream().name(),
                station.description(),
                station.title().isEmpty() ? output.stream().name() : station.title(),
                info.mediaType(),
                Optional.of(info.title()).filter(title -> !title.isEmpty()));
    }
}
