package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RefusedException;
import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.api.EventView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.SourceView;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringcast events}: what happens in a daemon, a line each, until it is ended. */
@Command(
        name = "events",
        description = "Follows what happens in a daemon, until it is ended.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A connection that breaks is made again, and what happened meanwhile follows,",
            "as far as the daemon remembers. With --json each line is one event.",
            "",
            "Examples:",
            "  ringcast events",
            "  ringcast events --source news --json | jq -r 'select(.event==\"input-failed\").detail'",
        })
final class EventsCommand implements Callable<Integer> {

    private static final Duration AGAIN = Duration.ofSeconds(2);

    /** Where the time of day begins and ends in 2026-01-02T03:04:05.123Z. */
    private static final int DATE_LENGTH = "2026-01-02T".length();

    private static final int SECOND_LENGTH = "2026-01-02T03:04:05".length();

    @Mixin
    private final AdminOptions options;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--source", paramLabel = "NAME", description = "Only those of this source.")
    private @Nullable String source;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many events (default: never).")
    private long limit;

    /** Id of the last event that was shown. */
    private Optional<String> last = Optional.empty();

    private long shown;

    EventsCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "limit: " + limit + " (expected: 0 or more)");
        }
        RingcastClient client = options.client();
        requireKnown(client);
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        boolean again = false;
        while (true) {
            try {
                client.events(options.uri(), Optional.ofNullable(source), last, event -> show(out, event));
                return ExitCode.OK;
            } catch (RefusedException e) {
                throw e;
            } catch (UnavailableException e) {
                if (last.isEmpty() && !again) {
                    throw e;
                }
                if (!again) {
                    requireNonNull(spec)
                            .commandLine()
                            .getErr()
                            .println("ringcast events: " + e.getMessage() + "; trying again every " + AGAIN.toSeconds()
                                    + " s");
                }
                again = true;
                Thread.sleep(AGAIN.toMillis());
            }
        }
    }

    /** A name that fits nothing is a mistake, not a quiet source. */
    private void requireKnown(RingcastClient client) throws IOException, InterruptedException {
        if (source != null) {
            List<String> known =
                    client.sources(options.uri()).stream().map(SourceView::name).toList();
            if (!known.contains(source)) {
                throw new UnavailableException("no source '" + source + "' (expected one of " + known + ")");
            }
        }
    }

    /** Returns whether more are wanted. */
    private boolean show(PrintWriter out, EventView event) {
        last = Optional.of(event.id());
        out.println(options.json() ? Json.write(event) : Table.printable(line(event)));
        // Whoever read it may have gone, as head does.
        return ++shown != limit && !out.checkError();
    }

    /** Time in UTC, source, event, what it is about. */
    private static String line(EventView event) {
        StringJoiner more = new StringJoiner(" ", " (", ")").setEmptyValue("");
        event.reason().ifPresent(reason -> more.add("reason=" + reason));
        event.output().ifPresent(output -> more.add("output=" + output));
        event.listener().ifPresent(id -> more.add("id=" + id));
        event.remote().ifPresent(remote -> more.add("remote=" + remote));
        event.bytes().ifPresent(bytes -> more.add("bytes=" + bytes));
        String what = event.state().map(state -> state + ": ").orElse("") + event.detail();
        String source = event.source().isEmpty() ? "-" : event.source();
        return String.format("%s  %-12s  %-17s  %s%s", time(event.time()), source, event.event(), what, more);
    }

    private static String time(String moment) {
        return moment.length() >= SECOND_LENGTH ? moment.substring(DATE_LENGTH, SECOND_LENGTH) : moment;
    }
}
