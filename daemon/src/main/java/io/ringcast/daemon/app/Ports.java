package io.ringcast.daemon.app;

import io.ringcast.daemon.transport.BindFailedException;
import io.ringcast.daemon.transport.ListenAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Opens ports: a busy one that nobody asked for by its number moves to the next free one, and says so. */
final class Ports {

    private static final int MOST_MOVES = 100;

    private final boolean mayMove;
    private final List<String> moves = new ArrayList<>();

    /** How one port is opened. */
    interface Opener {
        InetSocketAddress open(ListenAddress address);
    }

    /** @param mayMove whether a busy port may move at all */
    Ports(boolean mayMove) {
        this.mayMove = mayMove;
    }

    /**
     * Opens {@code wanted} or, if it is busy and may move, the next free port.
     *
     * @param asked whether somebody gave this number
     * @throws BindFailedException if it cannot be had
     */
    InetSocketAddress open(String what, io.ringcast.daemon.config.ListenAddress wanted, boolean asked, Opener opener) {
        for (int move = 0; ; move++) {
            int port = wanted.port() + move;
            try {
                InetSocketAddress bound = opener.open(new ListenAddress(wanted.host(), port));
                if (move > 0) {
                    moves.add(what + ": port " + wanted.port() + " is busy, using " + port);
                }
                return bound;
            } catch (BindFailedException e) {
                if (!mayMove || asked || !e.inUse() || move >= MOST_MOVES || port >= 65535) {
                    throw e;
                }
            }
        }
    }

    /** One line for each port that moved. */
    List<String> moves() {
        return List.copyOf(moves);
    }
}
