package io.ringcast.daemon.source.udp;

import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.Future;
import io.ringcast.protocol.rtp.GroupInterface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** A socket's membership in its group: joined on one interface, for one sender or for all. Belongs to the channel's event loop. */
final class Membership {

    private final DatagramChannel channel;
    private final UdpEndpoint endpoint;
    private @Nullable NetworkInterface joinedOn;

    Membership(DatagramChannel channel, UdpEndpoint endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
    }

    /** Joins, after leaving if it has joined before: then the network is told anew who listens. */
    Future<?> join() {
        try {
            InetAddress group = endpoint.address().getAddress();
            NetworkInterface on = GroupInterface.find(endpoint.iface(), group);
            leave(group);
            joinedOn = on;
            // RFC 4607: with a sender it is a source-specific membership, which the network may route by.
            return channel.joinGroup(group, on, endpoint.sender().orElse(null));
        } catch (IOException e) {
            return channel.newFailedFuture(e);
        }
    }

    /** Where it has joined, for people. */
    String place() {
        return joinedOn == null ? "" : joinedOn.getName();
    }

    private void leave(InetAddress group) {
        if (joinedOn != null) {
            // It fails when the interface went away and came back, and the membership is gone with it: all the same.
            channel.leaveGroup(group, joinedOn, endpoint.sender().orElse(null));
        }
    }
}
