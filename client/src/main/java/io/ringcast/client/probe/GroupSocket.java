package io.ringcast.client.probe;

import io.ringcast.client.UnavailableException;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import io.ringcast.protocol.rtp.GroupInterface;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Opens sockets for datagrams. */
public final class GroupSocket {

    private GroupSocket() {}

    /**
     * A socket that does not block, bound, and joined to its group if it is one; any number of them may be.
     *
     * @param receiveBuffer bytes that the kernel is asked to hold, of which it may grant fewer
     * @throws UnavailableException if it cannot be had; the message is a whole one
     */
    public static DatagramChannel open(Datagrams target, int receiveBuffer) throws IOException {
        InetSocketAddress address = target.address();
        InetAddress host = address.getAddress();
        DatagramChannel channel = host.isAnyLocalAddress()
                ? DatagramChannel.open()
                : DatagramChannel.open(
                        host instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, host.isMulticastAddress());
            channel.bind(address);
            if (host.isMulticastAddress()) {
                NetworkInterface on = GroupInterface.find(target.iface(), host);
                if (target.sender().isPresent()) {
                    channel.join(host, on, target.sender().get());
                } else {
                    channel.join(host, on);
                }
            }
            channel.configureBlocking(false);
            return channel;
        } catch (GroupInterface.NoInterfaceException e) {
            channel.close();
            throw new UnavailableException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            channel.close();
            throw new UnavailableException(
                    "cannot listen on " + target.url() + ": " + e.getMessage()
                            + " (expected: a group or an address of this host, and a UDP port that nobody else has)",
                    e);
        }
    }
}
