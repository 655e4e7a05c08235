package io.ringcast.daemon.output.push;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Words for people that several kinds of peers need. */
final class Texts {

    private Texts() {}

    /** Address and port of a peer. */
    static String peer(SocketAddress address) {
        if (!(address instanceof InetSocketAddress peer) || peer.getAddress() == null) {
            return String.valueOf(address);
        }
        String host = peer.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + peer.getPort();
    }

    /** What went wrong with a connection, in a few words. */
    static String of(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("refused")) {
            return "connection refused (expected: somebody who listens there)";
        }
        if (message.contains("reset") || message.contains("Broken pipe")) {
            return "it reset the connection";
        }
        if (message.contains("timed out")) {
            return "it answered nothing until the kernel gave up";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : message;
    }
}
