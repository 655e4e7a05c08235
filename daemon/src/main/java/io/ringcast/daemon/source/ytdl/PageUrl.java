package io.ringcast.daemon.source.ytdl;

import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.Url;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The two ways to write what yt-dlp is asked about. Behind {@code ytdl:} stands a page, and its query is its own; or a question mark, and
 * then {@code format=…} and, last, {@code url=} and a page, which is again all the rest as it stands.
 *
 * @param page of http or https, with its query
 * @param format which format is chosen, if it says so
 */
record PageUrl(String page, Optional<String> format) {

    static final String FORM = "ytdl:PAGE or ytdl:?format=FORMAT&url=PAGE";

    private static final String FORMAT_KEY = "format=";
    private static final String URL_KEY = "url=";

    /**
     * Takes apart what {@code url} says.
     *
     * @throws InvalidValueException when it names no page
     */
    static PageUrl of(Url url) {
        String behind = url.path();
        String query = url.query();
        if (url.hasAuthority()) {
            throw invalid(url.toString(), "a page behind \"ytdl:\", such as ytdl:https://host/watch?v=1");
        }
        if (!behind.isEmpty()) {
            return new PageUrl(page(query.isEmpty() ? behind : behind + "?" + query), Optional.empty());
        }
        Optional<String> format = Optional.empty();
        if (query.startsWith(FORMAT_KEY)) {
            int end = query.indexOf("&" + URL_KEY);
            String value = query.substring(FORMAT_KEY.length(), end < 0 ? query.length() : end);
            format = Optional.of(Url.decoded(value)).filter(each -> !each.isBlank());
            query = end < 0 ? "" : query.substring(end + 1);
            if (format.isEmpty() || value.indexOf('&') >= 0) {
                throw invalid("format=" + value, "a format in yt-dlp's words, and behind it url=PAGE");
            }
        }
        if (!query.startsWith(URL_KEY)) {
            throw invalid("ytdl:", "a page: " + FORM);
        }
        return new PageUrl(page(query.substring(URL_KEY.length())), format);
    }

    /** For people: without what may be secret. */
    static String masked(String page) {
        try {
            return Url.parse(page).toString();
        } catch (InvalidValueException e) {
            return "…";
        }
    }

    private static String page(String text) {
        Url page = Url.parse(text);
        if (!Set.of("http", "https").contains(page.scheme().toLowerCase(Locale.ROOT))
                || page.host().isEmpty()) {
            throw invalid(page.toString(), "a page of http or https, such as ytdl:https://host/watch?v=1");
        }
        if (page.userInfo().isPresent()) {
            throw invalid(
                    page.toString(),
                    "no user and password, which others on this host would see; ytdl-options = [\"--netrc\"] has yt-dlp read"
                            + " them from ~/.netrc");
        }
        return page.toUri().toString();
    }

    private static InvalidValueException invalid(String value, String expectation) {
        return new InvalidValueException(value, expectation);
    }
}
