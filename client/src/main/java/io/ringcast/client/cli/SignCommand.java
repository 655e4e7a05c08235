package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.protocol.access.FetchGrant;
import io.ringcast.protocol.access.Grant;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast sign}: a URL that lets whoever has it listen, or have something fetched, for a while. */
@Command(
        name = "sign",
        description = "Prints a URL that lets whoever has it listen to a source with a sign-key for a while,"
                + " or have one URL fetched.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Nobody is asked: the key is the source's sign-key, from RINGCAST_SIGN_KEY or",
            "a file. What is signed is the name of the source, so the query that is added",
            "is good for its stream, its playlists, its segments and its snapshots.",
            "A URL of /fetch is signed with the sign-key of fetch in [daemon], for the very",
            "thing that --url or its own ?url= names.",
            "",
            "Examples:",
            "  ringcast sign https://radio.example/news --for 1h --key-file news.key",
            "  ringcast sign http://localhost:8000/news.m3u8 --for 24h --network 192.0.2.0/24",
            "  ringcast sign http://localhost:8000/fetch --url 'https://media.example/a.mp4?x=1&y=2' --for 1h",
        })
final class SignCommand implements Callable<Integer> {

    private static final String KEY = "RINGCAST_SIGN_KEY";

    /** Endings that the daemon adds to the name of a source; any other may belong to it. */
    private static final Pattern SOURCE = Pattern.compile(
            "/([a-z0-9][a-z0-9._-]{0,63}?)(?:\\.(?:m3u8?|sdp|ts|mp3|aac|ogg|opus|flac|mp4|m4a|webm|mkv|mpg|bin)"
                    + "|/snapshot|/preamble|/hls/[^/]+)?");

    private static final Pattern OLD_LEAVE = Pattern.compile("(?:exp|net|sig)=.*");

    /** What the leave to fetch says anew. */
    private static final Pattern OLD_FETCH = Pattern.compile("(?:url|exp|net|sig)=.*");

    private static final String FETCH = "/fetch";

    // The daemon reads it: here only what is plainly none is turned away.
    private static final Pattern NETWORK = Pattern.compile(
            "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?|(?=.*:)[0-9a-fA-F:.]{2,45}(?:/[0-9]{1,3})?");

    private final Map<String, String> environment;

    @Parameters(
            index = "0",
            paramLabel = "URL",
            description = "Of the stream, a playlist or a snapshot of a source; or of /fetch.")
    private String url = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            required = true,
            converter = DurationConverter.class,
            description =
                    "How long it is good: 30s, 10m, 1h. Who listens then is cut off; a download that runs ends by itself.")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--network",
            paramLabel = "CIDR",
            description = "Only for clients of this network, such as 192.0.2.0/24 or 2001:db8::/32.")
    private @Nullable String network;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "Where the sign-key of the source, or of fetch, is (default: $RINGCAST_SIGN_KEY).")
    private @Nullable Path keyFile;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The source, where the path does not begin with its name.")
    private @Nullable String source;

    @Option(
            names = "--url",
            paramLabel = "TARGET",
            description = "What /fetch is to get, http or https; in place of ?url= with its encoding.")
    private @Nullable String target;

    @Spec
    private @Nullable CommandSpec spec;

    SignCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        URI uri = uri();
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw wrong("--for: " + time.toMillis() + "ms (expected: at least 1s)");
        }
        if (network != null && !NETWORK.matcher(network).matches()) {
            throw wrong("--network: " + network + " (expected: a range of addresses such as 192.0.2.0/24)");
        }
        requireNonNull(spec).commandLine().getOut().println(signed(uri));
        return ExitCode.OK;
    }

    private String signed(URI uri) {
        Instant until = Instant.now().plus(time);
        if (FETCH.equals(uri.getPath()) && source == null) {
            FetchGrant grant = new FetchGrant(target(uri), until, Optional.ofNullable(network));
            return signed(uri, OLD_FETCH, grant.query(key()));
        }
        if (target != null) {
            throw wrong("--url: with " + uri.getPath() + " (expected: a URL of /fetch, which gets it)");
        }
        Grant grant = new Grant(source(uri), until, Optional.ofNullable(network));
        return signed(uri, OLD_LEAVE, grant.query(key()));
    }

    /** What is to be fetched: the daemon compares it character by character with what it is asked for. */
    private String target(URI uri) {
        String wanted = target != null ? target : queried(uri);
        String expected =
                " (expected: an http or https URL, without user and password; in ?url= percent-encoded, or in --url)";
        try {
            URI parsed = new URI(wanted);
            String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web
                    && parsed.getRawAuthority() != null
                    && parsed.getRawAuthority().indexOf('@') < 0) {
                return wanted;
            }
        } catch (URISyntaxException e) {
            throw wrong("url: " + e.getReason() + expected);
        }
        throw wrong("url: " + (wanted.isEmpty() ? "none" : "not such a URL") + expected);
    }

    private String queried(URI uri) {
        String query = uri.getRawQuery();
        if (query != null) {
            for (String parameter : query.split("&")) {
                if (parameter.startsWith(FetchGrant.URL + "=")) {
                    return decoded(parameter.substring(FetchGrant.URL.length() + 1));
                }
            }
        }
        return "";
    }

    private String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "url: " + e.getMessage() + " (expected: percent-encoded)", e);
        }
    }

    private URI uri() {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw wrong(url + " (expected: http://host:port/NAME or https://host/NAME)");
    }

    private String source(URI uri) {
        if (source != null) {
            return source;
        }
        Matcher path = SOURCE.matcher(uri.getPath());
        if (!path.matches()) {
            throw wrong(uri.getPath() + " (expected: the path of a source, such as /NAME or /NAME.m3u8; or --source)");
        }
        return path.group(1);
    }

    /** A fragment is for the player, and stays behind. An old signature is replaced. */
    private static String signed(URI uri, Pattern old, String leave) {
        String text = uri.toString();
        int hash = text.indexOf('#');
        String fragment = hash < 0 ? "" : text.substring(hash);
        String bare = hash < 0 ? text : text.substring(0, hash);
        int question = bare.indexOf('?');
        StringBuilder signed = new StringBuilder(question < 0 ? bare : bare.substring(0, question)).append('?');
        if (question >= 0) {
            for (String parameter : bare.substring(question + 1).split("&")) {
                if (!parameter.isEmpty() && !old.matcher(parameter).matches()) {
                    signed.append(parameter).append('&');
                }
            }
        }
        return signed.append(leave).append(fragment).toString();
    }

    private String key() {
        String key = keyFile == null ? environment.getOrDefault(KEY, "") : read(keyFile);
        if (key.isEmpty()) {
            throw wrong("no key (expected: the sign-key of the source, or of fetch, in " + KEY + " or --key-file)");
        }
        return key;
    }

    /** As the daemon reads secrets: the first line. */
    private String read(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "--key-file: cannot read " + file + ": " + e, e);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(requireNonNull(spec).commandLine(), message);
    }
}
