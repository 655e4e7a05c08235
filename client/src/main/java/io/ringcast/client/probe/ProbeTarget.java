package io.ringcast.client.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where a probed stream is. */
public sealed interface ProbeTarget {

    /** What is expected where something else was given. */
    String EXPECTATION = "a file, -, http://…, https://…, tcp://host:port, udp://[SENDER@]GROUP:PORT or rtp://…";

    /** A file. */
    record LocalFile(Path path) implements ProbeTarget {}

    /** Standard input. */
    record StandardInput() implements ProbeTarget {}

    /** A stream over HTTP, or over TCP without a word. */
    record Connection(URI uri) implements ProbeTarget {}

    /**
     * Datagrams.
     *
     * @param url as it was given
     * @param address a group, an address of this host, or that of all interfaces
     * @param sender the only one that is listened to; everybody when absent
     * @param iface on which a group is joined; where the routes lead when absent
     */
    record Datagrams(String url, InetSocketAddress address, Optional<InetAddress> sender, Optional<String> iface)
            implements ProbeTarget {}

    /**
     * Reads what was given on a command line.
     *
     * @throws IllegalArgumentException when it is none of these; the message is a whole one
     */
    static ProbeTarget parse(String text) {
        return TargetParser.parse(text);
    }
}
