package io.ringcast.daemon.http;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Scheme, host and port of a URL: what credentials belong to (RFC 6454).
 *
 * @param host in lower case, ASCII, an IPv6 address without brackets
 */
record Origin(String scheme, String host, int port) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    /** Returns the origin of an absolute http or https URL, or throws with a sentence that names no more of it than its scheme. */
    static Origin of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "scheme: " + (scheme.isEmpty() ? "none" : scheme) + " (expected: http or https)");
        }
        // URI.getHost knows no host with an underscore, which container networks are full of.
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = hostAndPort.lastIndexOf(':');
        boolean hasPort = colon >= 0 && colon > hostAndPort.lastIndexOf(']');
        String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
        String port = hasPort ? hostAndPort.substring(colon + 1) : "";
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!NetUtil.isValidIpV6Address(host)) {
                throw new IllegalArgumentException("host: [" + host + "] (expected: an IPv6 address in the brackets)");
            }
        } else {
            host = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
            if (!NAME.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        "host: " + (host.isEmpty() ? "none" : host) + " (expected: a name or an address)");
            }
        }
        return new Origin(scheme, host.toLowerCase(Locale.ROOT), port(scheme, port));
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    boolean isLiteralAddress() {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    /** The value of {@code Host}: with brackets where needed, without the scheme's own port. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == defaultPort(scheme) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }

    private static int port(String scheme, String digits) {
        if (digits.isEmpty()) {
            return defaultPort(scheme);
        }
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, like a number out of range.
        }
        throw new IllegalArgumentException("port: " + digits + " (expected: 1 to 65535)");
    }

    /** The port of URLs that say none. */
    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
