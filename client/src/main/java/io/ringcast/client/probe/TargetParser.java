package io.ringcast.client.probe;

import io.netty.util.NetUtil;
import io.ringcast.client.probe.ProbeTarget.Connection;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import io.ringcast.client.probe.ProbeTarget.LocalFile;
import io.ringcast.client.probe.ProbeTarget.StandardInput;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what names a stream; URLs of datagrams are none of RFC 3986, since the sender stands where a user does. */
final class TargetParser {

    private static final Pattern FORM = Pattern.compile(
            "(?:udp|rtp)://(?:(?<sender>[^@/?]*)@)?(?<host>\\[[^\\]]*]|[^:/?]*):(?<port>\\d{1,5})/?(?:\\?(?<query>.*))?",
            Pattern.CASE_INSENSITIVE);
    private static final String IFACE = "iface=";
    private static final int MAX_PORT = 65_535;

    private TargetParser() {}

    static ProbeTarget parse(String text) {
        if (text.equals("-")) {
            return new StandardInput();
        }
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "" -> file(text);
            case "file" -> file(text.substring(colon + "://".length()));
            case "http", "https", "tcp" -> new Connection(uri(text));
            case "udp", "rtp" -> datagrams(text);
            default -> throw wrong(text, ProbeTarget.EXPECTATION);
        };
    }

    private static ProbeTarget file(String path) {
        try {
            return new LocalFile(Path.of(path));
        } catch (InvalidPathException e) {
            throw wrong(path, ProbeTarget.EXPECTATION);
        }
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && (!"tcp".equalsIgnoreCase(uri.getScheme()) || uri.getPort() > 0)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw wrong(text, "tcp://host:port, http://host:port/NAME or https://…");
    }

    private static IllegalArgumentException wrong(String text, String expectation) {
        return new IllegalArgumentException("stream: " + text + " (expected: " + expectation + ")");
    }

    private static Datagrams datagrams(String text) {
        Matcher parts = FORM.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group("port")) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw wrong(text, "udp://@239.1.1.1:1234, udp://SENDER@GROUP:PORT or udp://:PORT");
        }
        String host = parts.group("host");
        InetAddress address = host.isEmpty() ? new InetSocketAddress(0).getAddress() : literal(host);
        if (address == null) {
            throw wrong(text, "the address of a group or of this host, not a name");
        }
        String from = parts.group("sender");
        InetAddress sender = from == null || from.isEmpty() ? null : literal(from);
        boolean mixed = sender != null
                && !address.isAnyLocalAddress()
                && sender instanceof Inet4Address != address instanceof Inet4Address;
        if (mixed || (sender == null && from != null && !from.isEmpty())) {
            throw wrong(text, "before the @ nothing, or the address of a sender, of the same kind as the group's");
        }
        String query = parts.group("query");
        if (query != null && !query.isEmpty() && !query.startsWith(IFACE)) {
            throw wrong(text, "no option but iface, such as ?iface=eth0");
        }
        return new Datagrams(
                text,
                new InetSocketAddress(address, port),
                Optional.ofNullable(sender),
                Optional.ofNullable(query)
                        .filter(given -> !given.isEmpty())
                        .map(given -> given.substring(IFACE.length())));
    }

    private static @Nullable InetAddress literal(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return bare.equalsIgnoreCase("localhost")
                ? NetUtil.LOCALHOST4
                : NetUtil.createInetAddressFromIpAddressString(bare);
    }
}
