package io.ringcast.daemon.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from a port that trusts its network place: a page that any visitor of this machine opens may send requests to
 * loopback, and by a name of its own that resolves to 127.0.0.1 (DNS rebinding) read the answers too. Such requests name the page in
 * {@code Origin} or the rebound name in {@code Host}; only loopback names and configured ones pass.
 */
public final class HostGuard {

    private final Set<String> names;

    /** Guards for loopback and {@code names}: further host names or addresses, without ports. */
    public HostGuard(Set<String> names) {
        this.names = names.stream().map(HostGuard::normalized).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns why a request is refused, a sentence for its sender, or nothing when it may pass. */
    Optional<String> refusal(Optional<String> targetAuthority, HttpHeaders headers) {
        // A request without Host can only be HTTP/1.0, which no browser speaks.
        List<String> hosts = targetAuthority.map(List::of).orElseGet(() -> headers.getAll(HttpHeaderNames.HOST));
        for (String authority : hosts) {
            if (!allows(hostOf(authority))) {
                return Optional.of("The host \"" + authority + "\" is not served on this port (expected: localhost, a"
                        + " loopback address, or a name that the configuration allows).");
            }
        }
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            if (!allows(hostOfOrigin(origin))) {
                return Optional.of("Pages of \"" + origin + "\" may not use this port (expected: pages of localhost, or"
                        + " of a name that the configuration allows).");
            }
        }
        return Optional.empty();
    }

    private boolean allows(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = normalized(host);
        if (name.equals("localhost") || name.endsWith(".localhost") || names.contains(name)) {
            return true;
        }
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(name);
        return literal != null && literal.isLoopbackAddress();
    }

    private static @Nullable String hostOfOrigin(String origin) {
        try {
            return new URI(origin).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    // host [ ":" port ], an IPv6 address in brackets (RFC 9110, 7.2).
    private static @Nullable String hostOf(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? null : authority.substring(0, end + 1);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private static String normalized(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
