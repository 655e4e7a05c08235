package io.ringcast.daemon.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.ringcast.daemon.config.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a request is from, where proxies that are believed stand before this server: each of them says from whom it has the request, in {@code
 * X-Forwarded-For} or {@code Forwarded} (RFC 7239), behind what it was told itself. So the list is read from its end, as far as those who
 * wrote it are trusted; what stands before that anybody may have written. From everybody else these fields say nothing.
 *
 * <p>Where both fields come, {@code X-Forwarded-For} counts: a proxy that writes {@code Forwarded} has to remove it. Immutable.
 */
public final class TrustedProxies {

    /** No proxy is believed. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED = "Forwarded";

    private static final Pattern IPV4 = Pattern.compile("([0-9.]{7,15})(?::([0-9]{1,5}))?");
    private static final Pattern IPV6 = Pattern.compile("([0-9A-Fa-f:.]{2,45})");
    private static final Pattern IPV6_IN_BRACKETS = Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})](?::([0-9]{1,5}))?");

    // forwarded-pair of RFC 7239, 4: token "=" ( token / quoted-string ); addresses come unquoted too, although a colon
    // is of no token.
    private static final Pattern PAIR =
            Pattern.compile("\\s*([A-Za-z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\",;\\s]*))\\s*(?:[;]|(,)|$)");

    private static final int MAX_PORT = 65_535;

    private final List<Cidr> networks;

    /**
     * Who asks.
     *
     * @param address with port 0 where a proxy did not say
     * @param secure whether it speaks TLS
     */
    public record Client(InetSocketAddress address, boolean secure) {}

    /** What one proxy said of whom it has the request from. */
    private record Hop(String from, Optional<String> scheme) {}

    /** Believes proxies with addresses in {@code networks}. */
    public TrustedProxies(List<Cidr> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Who sent a request.
     *
     * @param peer at the other end of the connection
     * @param secure whether that connection is one of TLS
     */
    public Client client(InetSocketAddress peer, boolean secure, HttpHeaders headers) {
        if (networks.isEmpty() || !isTrusted(peer.getAddress())) {
            return new Client(peer, secure);
        }
        List<Hop> hops = headers.contains(FORWARDED_FOR) ? forwardedFor(headers) : forwarded(headers);
        InetSocketAddress address = peer;
        Optional<String> scheme = lastOf(headers, FORWARDED_PROTO);
        for (int i = hops.size() - 1; i >= 0; i--) {
            Optional<InetSocketAddress> from = address(hops.get(i).from());
            if (from.isEmpty()) {
                // "unknown", a name in disguise (RFC 7239, 6), or garbage: nobody knows more than the hop before.
                break;
            }
            address = from.get();
            scheme = hops.get(i).scheme().or(() -> lastOf(headers, FORWARDED_PROTO));
            if (!isTrusted(address.getAddress())) {
                break;
            }
        }
        return new Client(address, scheme.map("https"::equalsIgnoreCase).orElse(secure));
    }

    private boolean isTrusted(InetAddress address) {
        return networks.stream().anyMatch(network -> network.matches(address));
    }

    private static List<Hop> forwardedFor(HttpHeaders headers) {
        List<Hop> hops = new ArrayList<>();
        for (String field : headers.getAll(FORWARDED_FOR)) {
            for (String part : field.split(",", -1)) {
                hops.add(new Hop(part.strip(), Optional.empty()));
            }
        }
        return hops;
    }

    private static List<Hop> forwarded(HttpHeaders headers) {
        List<Hop> hops = new ArrayList<>();
        for (String field : headers.getAll(FORWARDED)) {
            Matcher pairs = PAIR.matcher(field);
            String from = "";
            Optional<String> scheme = Optional.empty();
            int end = 0;
            while (end < field.length() && pairs.find(end) && pairs.start() == end) {
                String value =
                        pairs.group(2) == null ? pairs.group(3) : pairs.group(2).replaceAll("\\\\(.)", "$1");
                if (pairs.group(1).equalsIgnoreCase("for")) {
                    from = value;
                } else if (pairs.group(1).equalsIgnoreCase("proto")) {
                    scheme = Optional.of(value);
                }
                if (pairs.group(4) != null) {
                    hops.add(new Hop(from, scheme));
                    from = "";
                    scheme = Optional.empty();
                }
                end = pairs.end();
            }
            // What cannot be read hides everything before it.
            hops.add(end < field.length() ? new Hop("", Optional.empty()) : new Hop(from, scheme));
        }
        return hops;
    }

    private static Optional<String> lastOf(HttpHeaders headers, CharSequence name) {
        List<String> fields = headers.getAll(name);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        String last = fields.get(fields.size() - 1);
        return Optional.of(last.substring(last.lastIndexOf(',') + 1).strip());
    }

    /** {@code 192.0.2.7}, {@code 192.0.2.7:4711}, {@code 2001:db8::7}, {@code [2001:db8::7]} or {@code [2001:db8::7]:4711}. */
    private static Optional<InetSocketAddress> address(String text) {
        for (Pattern form : List.of(IPV4, IPV6_IN_BRACKETS, IPV6)) {
            Matcher matcher = form.matcher(text);
            if (matcher.matches()) {
                InetAddress address = NetUtil.createInetAddressFromIpAddressString(matcher.group(1));
                String port = matcher.groupCount() < 2 || matcher.group(2) == null ? "0" : matcher.group(2);
                return Integer.parseInt(port) > MAX_PORT
                        ? Optional.empty()
                        : Optional.ofNullable(address)
                                .map(known -> new InetSocketAddress(known, Integer.parseInt(port)));
            }
        }
        return Optional.empty();
    }
}
