package io.ringcast.daemon.output;

import io.ringcast.daemon.transport.DatagramSocketOptions;
import java.net.InetAddress;

/**
 * What an output sends to a group, as others in the network may be told.
 *
 * @param rtp whether an RTP header stands before the packets
 * @param group that it goes to
 * @param port that it goes to
 * @param socket how it is sent: by which interface, and how far
 */
public record GroupSession(boolean rtp, InetAddress group, int port, DatagramSocketOptions socket) {

    public GroupSession {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("group: " + group.getHostAddress() + " (expected: a group)");
        }
    }
}
