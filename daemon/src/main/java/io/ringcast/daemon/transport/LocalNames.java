package io.ringcast.daemon.transport;

import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names that this machine knows without asking: {@code localhost} and below (RFC 6761, 6.3), and the hosts file. */
final class LocalNames implements HostsFileEntriesResolver {

    private final HostsFileEntriesResolver hostsFile;

    LocalNames(HostsFileEntriesResolver hostsFile) {
        this.hostsFile = hostsFile;
    }

    @Override
    public @Nullable InetAddress address(String name, ResolvedAddressTypes types) {
        InetAddress listed = hostsFile.address(name, types);
        if (listed != null) {
            return listed;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (!bare.equals("localhost") && !bare.endsWith(".localhost")) {
            return null;
        }
        return switch (types) {
            case IPV6_ONLY, IPV6_PREFERRED -> NetUtil.LOCALHOST6;
            case IPV4_ONLY, IPV4_PREFERRED -> NetUtil.LOCALHOST4;
        };
    }
}
