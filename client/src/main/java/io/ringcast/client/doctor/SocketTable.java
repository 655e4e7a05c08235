package io.ringcast.client.doctor;

import java.util.List;
import java.util.Locale;

/** The sockets of this host, as {@code /proc/net/tcp}, {@code tcp6}, {@code udp} and {@code udp6} show them. */
final class SocketTable {

    /** {@code TCP_LISTEN}, and {@code TCP_CLOSE} for what is bound and has no peer, of net/tcp_states.h. */
    private static final String LISTENS = "0A";

    private static final String UNCONNECTED = "07";

    private static final int LOCAL_COLUMN = 1;
    private static final int STATE_COLUMN = 3;

    private final HostFiles files;

    SocketTable(HostFiles files) {
        this.files = files;
    }

    /**
     * Whether a process has this port, on whichever address.
     *
     * @param protocol {@code tcp}, of which those count that listen, or {@code udp}
     */
    boolean isBound(String protocol, int port) {
        String state = protocol.equals("tcp") ? LISTENS : UNCONNECTED;
        String end = String.format(Locale.ROOT, ":%04X", port);
        return List.of(protocol, protocol + "6").stream()
                .flatMap(table -> files.lines("proc/net/" + table).stream())
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(words -> words.length > STATE_COLUMN
                        && words[LOCAL_COLUMN].endsWith(end)
                        && words[STATE_COLUMN].equals(state));
    }
}
