package io.ringcast.daemon.output;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.HttpExchange;
import java.util.Optional;
import java.util.regex.Pattern;

/** How those who ask reach the HTTP port: as the configuration says, else by the name that they used themselves. */
public final class PublicUrl {

    /** uri-host [ ":" port ] of RFC 9110, 7.2, narrowed to names and addresses. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    private final Optional<String> configured;

    /** @param configured a URL of http or https without a path that matters; a slash at its end is left out */
    public PublicUrl(Optional<String> configured) {
        this.configured = configured.map(url -> url.replaceAll("/+$", ""));
    }

    /** What stands before a path, {@code http://host:port}; {@code ""} when nobody knows: a relative reference works too. */
    public String base(HttpExchange exchange) {
        return configured.orElseGet(() -> authority(exchange)
                .map(host -> (exchange.isSecure() ? "https://" : "http://") + host)
                .orElse(""));
    }

    /** The host without its port, empty when nobody knows. */
    public Optional<String> host(HttpExchange exchange) {
        Optional<String> authority =
                configured.map(url -> url.replaceAll("^https?://|/.*$", "")).or(() -> authority(exchange));
        return authority.map(name -> name.replaceAll(":[0-9]+$", "").replaceAll("[\\[\\]]", ""));
    }

    private static Optional<String> authority(HttpExchange exchange) {
        return Optional.ofNullable(exchange.headers().get(HttpHeaderNames.HOST))
                .filter(host -> AUTHORITY.matcher(host).matches());
    }
}
