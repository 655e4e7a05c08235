package io.ringcast.daemon.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Every transport that this machine has, opened once for all tests of the JVM; nobody closes them. */
public final class TestTransports {

    /** The allocator of the daemon: pooled, direct memory first. */
    public static final ByteBufAllocator ALLOCATOR = new PooledByteBufAllocator(true);

    private static final Map<TransportKind, Transport> OPEN = openAll(2);

    private TestTransports() {}

    /** Returns all of them, NIO always among them. */
    public static List<Transport> all() {
        return new ArrayList<>(OPEN.values());
    }

    /** Returns their kinds, for the arguments of tests: JUnit would close an argument that is a transport. */
    public static List<TransportKind> kinds() {
        return new ArrayList<>(OPEN.keySet());
    }

    /** Returns the one of {@code kind}. */
    public static Transport of(TransportKind kind) {
        return Objects.requireNonNull(OPEN.get(kind), "not here: " + kind);
    }

    /** Returns the one that the daemon takes by default. */
    public static Transport preferred() {
        return OPEN.values().iterator().next();
    }

    /** Opens every transport that this machine has, with {@code loops} event loops each. */
    static Map<TransportKind, Transport> openAll(int loops) {
        Map<TransportKind, Transport> open = new LinkedHashMap<>();
        for (TransportKind kind : List.of(TransportKind.EPOLL, TransportKind.IO_URING, TransportKind.KQUEUE)) {
            try {
                open.put(kind, Transport.open(Optional.of(kind), loops, ALLOCATOR));
            } catch (TransportUnavailableException e) {
                System.err.println(e.getMessage());
            }
        }
        open.put(TransportKind.NIO, Transport.open(Optional.of(TransportKind.NIO), loops, ALLOCATOR));
        return open;
    }
}
