package io.ringcast.daemon.source.ytdl;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Until when a URL is good, as far as it says so itself: nobody else does. Stateless. */
final class Expiry {

    /** Names under which servers write the second (or millisecond) since 1970 at which a URL ends, the plain ones first. */
    private static final String[] NAMES = {"expire", "expires", "expiry", "exp", "e", "validto", "token_expires"};

    /** In paths, as Google ({@code /expire/1700000000/}) and Akamai ({@code exp=1700000000~acl=…}) write them. */
    private static final Pattern IN_TEXT =
            Pattern.compile("(?i)(?:^|[/~?&;,])(?:expires?|exp)[/=](1[0-9]{9}|1[0-9]{12})(?![0-9])");

    private static final Pattern SECONDS = Pattern.compile("1[0-9]{9}");
    private static final Pattern MILLIS = Pattern.compile("1[0-9]{12}");

    /** AWS Signature Version 4, query parameters: {@code X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400}. */
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A number that means an earlier or a later moment is something else. */
    private static final Duration LONGEST = Duration.ofDays(400);

    private static final Duration BEFORE = Duration.ofMinutes(10);

    private Expiry() {}

    /** The moment at which {@code uri} stops being good; empty when it does not say. */
    static Optional<Instant> of(URI uri, Instant now) {
        Map<String, String> query = query(uri);
        return signed(query, "x-amz-")
                .or(() -> signed(query, "x-goog-"))
                .or(() -> named(query))
                .or(() -> inText(uri))
                .filter(when -> when.isAfter(now) && when.isBefore(now.plus(LONGEST)));
    }

    /** When something that was found at {@code found} and is good until {@code expires} is asked for anew: late, but in time. */
    static Instant renewal(Instant found, Instant expires) {
        Duration life = Duration.between(found, expires);
        Instant late = found.plus(life.multipliedBy(4).dividedBy(5));
        Instant before = expires.minus(BEFORE);
        return before.isAfter(late) ? before : late;
    }

    private static Optional<Instant> signed(Map<String, String> query, String prefix) {
        String date = query.get(prefix + "date");
        String seconds = query.get(prefix + "expires");
        if (date == null || seconds == null || !seconds.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.from(AMZ_DATE.parse(date)).plusSeconds(Long.parseLong(seconds)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> named(Map<String, String> query) {
        for (String name : NAMES) {
            Optional<Instant> moment = Optional.ofNullable(query.get(name)).flatMap(Expiry::moment);
            if (moment.isPresent()) {
                return moment;
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> inText(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String query = uri.getQuery() == null ? "" : uri.getQuery();
        Matcher found = IN_TEXT.matcher(path + "?" + query);
        return found.find() ? moment(found.group(1)) : Optional.empty();
    }

    private static Optional<Instant> moment(String number) {
        if (SECONDS.matcher(number).matches()) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(number)));
        }
        return MILLIS.matcher(number).matches()
                ? Optional.of(Instant.ofEpochMilli(Long.parseLong(number)))
                : Optional.empty();
    }

    /** Names in lower case; the first of each counts. */
    private static Map<String, String> query(URI uri) {
        Map<String, String> parameters = new HashMap<>();
        String query = uri.getQuery();
        if (query != null) {
            for (String pair : query.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.putIfAbsent(
                            pair.substring(0, equals).toLowerCase(Locale.ROOT), pair.substring(equals + 1));
                }
            }
        }
        return parameters;
    }
}
