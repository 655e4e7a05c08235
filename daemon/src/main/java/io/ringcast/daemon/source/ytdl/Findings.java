package io.ringcast.daemon.source.ytdl;

import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.source.WebPlace;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import io.ringcast.protocol.api.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what {@code yt-dlp --dump-single-json} says (yt-dlp/README, "OUTPUT TEMPLATE", names the fields). All of it came over the network in
 * the end: only http and https are followed. Stateless.
 */
final class Findings {

    private static final Set<String> NETWORK = Set.of("http", "https");

    /** How yt-dlp calls what can be played from its URL alone. */
    private static final Set<String> PLAYABLE = Set.of("http", "https", "m3u8", "m3u8_native", "");

    /** Codings that cannot be resumed; and what the connection itself is about. */
    private static final Set<String> NOT_SENT = Set.of("accept-encoding", "host", "cookie");

    /** yt-dlp writes the time behind the titles of what is live. */
    private static final Pattern TIME_OF_LIVE = Pattern.compile(" \\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$");

    private static final int MAX_TITLE = 300;

    private Findings() {}

    /** It cannot be played; the message says what came and what was expected. */
    static final class UnplayableException extends Exception {

        private static final long serialVersionUID = 1;

        UnplayableException(String message) {
            super(message, null, false, false);
        }
    }

    /** What {@code json} says that {@code page} is. */
    static Found read(String json, Page page, Instant now) throws UnplayableException {
        JsonValue whole;
        try {
            whole = Json.tree(json);
        } catch (JsonException e) {
            throw new UnplayableException("yt-dlp did not write JSON: " + e.getMessage()
                    + " (expected: what --dump-single-json writes; is it yt-dlp?)");
        }
        if (!(whole instanceof JsonValue.Members info)) {
            throw new UnplayableException("yt-dlp found nothing (expected: media behind the page)");
        }
        if (!(info.byName().get("entries") instanceof JsonValue.Array entries)) {
            return media(info, now);
        }
        List<JsonValue.Members> present = entries.elements().stream()
                .filter(JsonValue.Members.class::isInstance)
                .map(JsonValue.Members.class::cast)
                .toList();
        if (present.isEmpty()) {
            throw new UnplayableException("the page is an empty list (expected: at least one thing to play)");
        }
        boolean single = page.item().isPresent();
        return single ? media(present.get(0), now) : listing(present, page);
    }

    private static Found.Listing listing(List<JsonValue.Members> present, Page page) {
        List<Found.Entry> entries = new ArrayList<>();
        int number = 0;
        for (JsonValue.Members entry : present.subList(0, Math.min(present.size(), Page.MAX_ITEMS))) {
            number++;
            boolean reference = text(entry, "_type").orElse("video").startsWith("url");
            Page of = Optional.of(entry)
                    .filter(each -> reference)
                    .flatMap(each -> text(each, "url"))
                    .filter(url -> uri(url).isPresent())
                    .map(Page::of)
                    .orElse(page.item(number));
            entries.add(new Found.Entry(of, title(entry)));
        }
        return new Found.Listing(entries);
    }

    private static Found.Media media(JsonValue.Members info, Instant now) throws UnplayableException {
        if (info.byName().get("requested_formats") instanceof JsonValue.Array parts
                && parts.elements().size() > 1) {
            throw new UnplayableException(
                    "format: it asks for " + parts.elements().size()
                            + " streams that would have to be joined (expected: one stream, such as best or bestaudio; for more, use"
                            + " { exec = [\"sh\", \"-c\", \"yt-dlp … | ffmpeg …\"] })");
        }
        String protocol = text(info, "protocol").orElse("");
        if (!PLAYABLE.contains(protocol)) {
            throw new UnplayableException("it comes by " + protocol
                    + " (expected: http or HLS; choose another format, yt-dlp -F PAGE lists them)");
        }
        String url = text(info, "url")
                .orElseThrow(() -> new UnplayableException(
                        "yt-dlp found a page without a media URL (expected: media behind the page)"));
        URI uri = uri(url).orElseThrow(() -> new UnplayableException(
                "the media URL is no http or https URL (expected: these only, since it came over the network)"));
        return new Found.Media(new WebPlace(uri, headers(info, uri)), title(info), now, Expiry.of(uri, now));
    }

    private static List<Header> headers(JsonValue.Members info, URI uri) {
        List<Header> headers = new ArrayList<>();
        Optional<String> cookies = text(info, "cookies").flatMap(said -> Cookies.of(said, uri));
        if (info.byName().get("http_headers") instanceof JsonValue.Members fields) {
            for (Map.Entry<String, JsonValue> field : fields.byName().entrySet()) {
                String name = field.getKey();
                if (field.getValue() instanceof JsonValue.Text value) {
                    boolean sent = !NOT_SENT.contains(name.toLowerCase(Locale.ROOT));
                    if (sent) {
                        header(name, value.value()).ifPresent(headers::add);
                    } else if (name.equalsIgnoreCase("cookie") && cookies.isEmpty()) {
                        cookies = Optional.of(value.value());
                    }
                }
            }
        }
        cookies.flatMap(value -> header("Cookie", value)).ifPresent(headers::add);
        return headers;
    }

    /** What cannot be sent, or is the client's own to send, is left out. */
    private static Optional<Header> header(String name, String value) {
        try {
            return Optional.of(new Header(name, Secret.of(value)));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> title(JsonValue.Members info) {
        boolean live = info.byName().get("is_live") instanceof JsonValue.Truth truth && truth.value();
        return text(info, "title")
                .map(title -> live ? TIME_OF_LIVE.matcher(title).replaceFirst("") : title)
                .map(title -> title.replaceAll("\\p{Cntrl}+", " ").strip())
                .map(title -> title.substring(0, Math.min(MAX_TITLE, title.length())))
                .filter(title -> !title.isEmpty());
    }

    private static Optional<String> text(JsonValue.Members info, String name) {
        return info.byName().get(name) instanceof JsonValue.Text text ? Optional.of(text.value()) : Optional.empty();
    }

    /** An http or https URL with a host, its illegal characters escaped. */
    private static Optional<URI> uri(String text) {
        try {
            URI uri =
                    new URI(text.strip().replace(" ", "%20").replace("|", "%7C").replace("\"", "%22"));
            boolean network = uri.getScheme() != null
                    && NETWORK.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getHost() != null;
            return Optional.of(uri).filter(each -> network);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
