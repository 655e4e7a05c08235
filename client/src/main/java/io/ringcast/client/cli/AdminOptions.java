package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RingcastClient;
import io.ringcast.protocol.api.ControlView;
import io.ringcast.protocol.api.Json;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which daemon is asked, and how the answer is shown; shared by the commands that use the admin API. */
final class AdminOptions {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final String userAgent;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "The daemon's admin port (default: $RINGCAST_ADMIN, or http://127.0.0.1:8001).")
    private @Nullable String admin;

    @Option(names = "--json", description = "The API's records as JSON instead of text.")
    private boolean json;

    AdminOptions(Map<String, String> environment, String userAgent) {
        this.environment = environment;
        this.userAgent = userAgent;
    }

    boolean json() {
        return json;
    }

    /** Shows what came of a change. */
    void print(PrintWriter out, ControlView done) {
        String line = done.source() + ": " + done.action() + " " + done.outcome() + ": " + done.detail();
        out.println(json ? Json.write(done) : Table.printable(line));
        out.flush();
    }

    RingcastClient client() {
        return new RingcastClient(CONNECT_TIMEOUT, userAgent, Optional.ofNullable(environment.get("RINGCAST_TOKEN")));
    }

    URI uri() {
        String given = admin != null ? admin : environment.getOrDefault("RINGCAST_ADMIN", "http://127.0.0.1:8001");
        try {
            URI uri = new URI(given);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException ignored) {
            // Said below.
        }
        throw new ParameterException(
                requireNonNull(spec).commandLine(),
                "admin: " + given + " (expected: http://host:port or https://host:port)");
    }
}
