package io.ringcast.daemon.testing;

import io.netty.buffer.PooledByteBufAllocator;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.daemon.transport.TransportUnavailableException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The transports that this machine has. */
public final class Transports {

    private Transports() {}

    /** Those that can be constructed here; NIO always can. */
    public static List<TransportKind> available() {
        return Arrays.stream(TransportKind.values()).filter(Transports::works).toList();
    }

    private static boolean works(TransportKind kind) {
        try {
            Transport.open(Optional.of(kind), 1, PooledByteBufAllocator.DEFAULT).close();
            return true;
        } catch (TransportUnavailableException e) {
            return false;
        }
    }
}
