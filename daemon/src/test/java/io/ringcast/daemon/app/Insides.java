package io.ringcast.daemon.app;

import io.netty.handler.codec.http.HttpMethod;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.transport.LoopUse;
import java.util.List;
import java.util.Set;

/** What tests of the whole see of a daemon that its users do not. */
public final class Insides {

    private static final int ALL = 10_000;

    private Insides() {}

    /** The memory of all rings. */
    public static ChunkPool memory(Daemon daemon) {
        return daemon.memory();
    }

    /** What each event loop has to do. */
    public static List<LoopUse> loops(Daemon daemon) {
        return daemon.loops();
    }

    /** Every path on its HTTP port that {@code method} is answered on. */
    public static Set<String> paths(Daemon daemon, HttpMethod method) {
        return daemon.router().paths(method);
    }

    /** The records of those who left, newest first. */
    public static List<ListenerEnd> ends(Daemon daemon) {
        return daemon.ends().newest(ALL);
    }
}
