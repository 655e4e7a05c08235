package io.ringcast.client.cli;

import io.ringcast.client.RingcastClient;
import io.ringcast.protocol.api.ControlView;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code ringcast clear}: empties the ring of a source. */
@Command(
        name = "clear",
        description = "Empties the ring of a source.",
        footer = {
            "",
            "The source goes on: who comes now starts with what comes, and who is more",
            "than a second behind is moved forward or ended, as its policy says.",
            "Needs RINGCAST_TOKEN where the daemon has an admin-token.",
            "",
            "Example:",
            "  ringcast clear news",
        })
final class ClearCommand extends SourceChange {

    ClearCommand(Map<String, String> environment, String userAgent) {
        super(environment, userAgent);
    }

    @Override
    ControlView change(RingcastClient client, URI admin, String name) throws IOException, InterruptedException {
        return client.clear(admin, name);
    }
}
