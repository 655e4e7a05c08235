package io.ringcast.client.doctor;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ports that a daemon takes when it is told no others: free, or one has them already. */
final class PortChecks {

    private static final int RAW = 5000;
    private static final int HTTP = 8000;
    private static final int ADMIN = 8001;

    private final SocketTable sockets;
    private final Caller caller;

    PortChecks(HostFiles files, Caller caller) {
        this.sockets = new SocketTable(files);
        this.caller = caller;
    }

    List<Finding> run() throws InterruptedException {
        List<Finding> found = new ArrayList<>();
        boolean daemon = false;
        for (int port : List.of(ADMIN, HTTP)) {
            Optional<String> server = sockets.isBound("tcp", port) ? Optional.of(server(port)) : Optional.empty();
            daemon |= server.filter(PortChecks::isRingcast).isPresent();
            found.add(0, finding(port, server));
        }
        boolean raw = sockets.isBound("tcp", RAW);
        found.add(0, finding(RAW, raw ? Optional.of(daemon ? "Ringcast, as it seems" : "") : Optional.empty()));
        return found;
    }

    private static Finding finding(int port, Optional<String> server) {
        String check = "port " + port;
        if (server.isEmpty()) {
            return Finding.ok(check, "free");
        }
        if (isRingcast(server.get())) {
            return Finding.ok(check, server.get() + " has it");
        }
        return Finding.warn(
                check,
                "taken" + (server.get().isEmpty() ? " by what is no Ringcast" : " by " + server.get()),
                "free, or a daemon there",
                "ss -tlnp 'sport = :" + port + "' says whose it is; or give the daemon another port");
    }

    private String server(int port) throws InterruptedException {
        return caller.server(URI.create("http://127.0.0.1:" + port + "/"));
    }

    private static boolean isRingcast(String server) {
        return server.startsWith("Ringcast") || server.startsWith("ringcast");
    }
}
