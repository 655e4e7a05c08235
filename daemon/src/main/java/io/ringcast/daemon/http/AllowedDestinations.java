package io.ringcast.daemon.http;

import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.FetchHost;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/**
 * Hosts that somebody has listed, at addresses that everybody can reach. A name that leads into the inner network leads nowhere, whoever
 * controls its zone, unless that network has been listed too.
 */
public final class AllowedDestinations implements Destinations {

    private final List<FetchHost> hosts;
    private final List<Cidr> networks;

    /**
     * @param hosts which may be asked
     * @param networks inner ones in which a name may lie; an address among {@code hosts} needs none
     */
    public AllowedDestinations(List<FetchHost> hosts, List<Cidr> networks) {
        this.hosts = List.copyOf(hosts);
        this.networks = List.copyOf(networks);
    }

    /**
     * Whether something may be asked at {@code uri}.
     *
     * @throws IllegalArgumentException if that is no http or https URL with a host
     */
    public boolean allows(URI uri) {
        Origin origin = Origin.of(uri);
        return allows(origin.host(), origin.port(), Origin.defaultPort(origin.scheme()));
    }

    @Override
    public boolean allows(String host, int port, int usualPort) {
        return hosts.stream().anyMatch(listed -> listed.matches(host, port, usualPort));
    }

    @Override
    public boolean allows(String host, InetAddress address) {
        return OuterAddresses.has(address)
                // The address itself was listed and asked for: no name that happens to lead there.
                || hosts.stream().anyMatch(listed -> listed.address().isPresent() && listed.matches(host))
                || networks.stream().anyMatch(network -> network.matches(address));
    }
}
