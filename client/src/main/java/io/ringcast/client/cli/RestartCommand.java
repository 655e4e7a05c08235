package io.ringcast.client.cli;

import io.ringcast.client.RingcastClient;
import io.ringcast.protocol.api.ControlView;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code ringcast restart}: a source begins again with its first input. */
@Command(
        name = "restart",
        description = "Has a source begin again with its first input.",
        footer = {
            "",
            "Listeners stay connected, and hear silence until the input delivers.",
            "Needs RINGCAST_TOKEN where the daemon has an admin-token.",
            "",
            "Example:",
            "  ringcast restart news",
        })
final class RestartCommand extends SourceChange {

    RestartCommand(Map<String, String> environment, String userAgent) {
        super(environment, userAgent);
    }

    @Override
    ControlView change(RingcastClient client, URI admin, String name) throws IOException, InterruptedException {
        return client.restart(admin, name);
    }
}
