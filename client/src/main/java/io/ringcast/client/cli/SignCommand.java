package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.protocol.access.Grant;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** {@code ringcast sign}: a URL that lets whoever has it listen for a while. */
@Command(
        name = "sign",
        description = "Prints a URL that lets whoever has it listen to a source with a sign-key for a while.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Nobody is asked: the key is the source's sign-key, from RINGCAST_SIGN_KEY or",
            "a file. What is signed is the name of the source, so the query that is added",
            "is good for its stream, its playlists, its segments and its snapshots.",
            "",
            "Examples:",
            "  ringcast sign https://radio.example/news --for 1h --key-file news.key",
            "  ringcast sign http://localhost:8000/news.m3u8 --for 24h --network 192.0.2.0/24",
        })
final class SignCommand implements Callable<Integer> {

    private static final String KEY = "RINGCAST_SIGN_KEY";

    /** Endings that the daemon adds to the name of a source; any other may belong to it. */
    private static final Pattern SOURCE = Pattern.compile(
            "/([a-z0-9][a-z0-9._-]{0,63}?)(?:\\.(?:m3u8?|sdp|ts|mp3|aac|ogg|opus|flac|mp4|m4a|webm|mkv|mpg|bin)"
                    + "|/snapshot|/preamble|/hls/[^/]+)?");

    private static final Pattern OLD_LEAVE = Pattern.compile("(?:exp|net|sig)=.*");

    // The daemon reads it: here only what is plainly none is turned away.
    private static final Pattern NETWORK = Pattern.compile(
            "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?|(?=.*:)[0-9a-fA-F:.]{2,45}(?:/[0-9]{1,3})?");

    private final Map<String, String> environment;

    @Parameters(index = "0", paramLabel = "URL", description = "Of the stream, a playlist or a snapshot of a source.")
    private String url = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            required = true,
            converter = DurationConverter.class,
            description = "How long it is good: 30s, 10m, 1h. Who listens then is cut off.")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--network",
            paramLabel = "CIDR",
            description = "Only for clients of this network, such as 192.0.2.0/24 or 2001:db8::/32.")
    private @Nullable String network;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "Where the sign-key of the source is (default: $RINGCAST_SIGN_KEY).")
    private @Nullable Path keyFile;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The source, where the path does not begin with its name.")
    private @Nullable String source;

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
        Grant grant = new Grant(source(uri), Instant.now().plus(time), Optional.ofNullable(network));
        requireNonNull(spec).commandLine().getOut().println(signed(uri, grant.query(key())));
        return ExitCode.OK;
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
    private static String signed(URI uri, String leave) {
        String text = uri.toString();
        int hash = text.indexOf('#');
        String fragment = hash < 0 ? "" : text.substring(hash);
        String bare = hash < 0 ? text : text.substring(0, hash);
        int question = bare.indexOf('?');
        StringBuilder signed = new StringBuilder(question < 0 ? bare : bare.substring(0, question)).append('?');
        if (question >= 0) {
            for (String parameter : bare.substring(question + 1).split("&")) {
                if (!parameter.isEmpty() && !OLD_LEAVE.matcher(parameter).matches()) {
                    signed.append(parameter).append('&');
                }
            }
        }
        return signed.append(leave).append(fragment).toString();
    }

    private String key() {
        String key = keyFile == null ? environment.getOrDefault(KEY, "") : read(keyFile);
        if (key.isEmpty()) {
            throw wrong("no key (expected: the sign-key of the source in " + KEY + " or --key-file)");
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
