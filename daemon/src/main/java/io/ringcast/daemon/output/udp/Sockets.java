package io.ringcast.daemon.output.udp;

import io.ringcast.daemon.transport.DatagramSocketOptions;
import io.ringcast.daemon.transport.PacingTransport;
import java.util.ArrayList;
import java.util.List;

/** The sockets that outputs share: one for each set of options. */
final class Sockets {

    private final PacingTransport transport;
    private final List<SharedSocket> open = new ArrayList<>();

    Sockets(PacingTransport transport) {
        this.transport = transport;
    }

    /** A socket with these options, for the caller until it leaves. */
    SharedSocket join(DatagramSocketOptions options) {
        for (SharedSocket socket : open) {
            if (socket.options().equals(options)) {
                socket.join();
                return socket;
            }
        }
        SharedSocket made = new SharedSocket(transport, options);
        open.add(made);
        made.join();
        return made;
    }

    void leave(SharedSocket socket) {
        if (socket.leave()) {
            open.remove(socket);
        }
    }

    /** Hands everything that was written to the kernel. */
    void flush() {
        for (int i = 0; i < open.size(); i++) {
            open.get(i).flush();
        }
    }
}
