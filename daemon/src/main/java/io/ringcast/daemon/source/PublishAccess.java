package io.ringcast.daemon.source;

import io.ringcast.daemon.config.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * From where somebody may publish.
 *
 * @param allow ranges of addresses; only these may, if there are any
 * @param anywhere whether without ranges everybody may, because something else, such as a password, decides; else only this host may
 */
public record PublishAccess(List<Cidr> allow, boolean anywhere) {

    public PublishAccess {
        allow = List.copyOf(allow);
    }

    /** Why somebody there may not publish; empty when he may. */
    public Optional<String> refusal(InetSocketAddress from) {
        InetAddress address = from.getAddress();
        boolean allowed = allow.isEmpty()
                ? anywhere || address.isLoopbackAddress()
                : allow.stream().anyMatch(range -> range.matches(address));
        if (allowed) {
            return Optional.empty();
        }
        return Optional.of(address.getHostAddress() + " may not publish here (expected: "
                + (allow.isEmpty() ? "this host only; the key allow lets others in" : "an address that allow names")
                + ")");
    }
}
