package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RefusedException;
import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.KickView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast kick}: ends listeners. */
@Command(
        name = "kick",
        description = "Ends listeners.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Their connections are reset, and their ends have the reason kicked; a player",
            "may come back at once.",
            "Needs RINGCAST_TOKEN where the daemon has an admin-token.",
            "",
            "Examples:",
            "  ringcast kick 17",
            "  ringcast listeners --json | jq '.[].id' | xargs ringcast kick",
        })
final class KickCommand implements Callable<Integer> {

    private static final int NOT_FOUND = 404;

    @Mixin
    private final AdminOptions options;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Their ids, as 'ringcast listeners' shows them.")
    private List<Long> ids = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    KickCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        RingcastClient client = options.client();
        int gone = 0;
        for (long id : ids) {
            try {
                KickView kicked = client.kick(options.uri(), id);
                out.println(options.json() ? Json.write(kicked) : Table.printable(kicked.detail()));
                out.flush();
            } catch (RefusedException e) {
                if (e.status() != NOT_FOUND || ids.size() == 1) {
                    throw e;
                }
                // The others are to go all the same.
                gone++;
            }
        }
        if (gone > 0) {
            throw new UnavailableException(gone + " of " + ids.size() + " were not there any more");
        }
        return ExitCode.OK;
    }
}
