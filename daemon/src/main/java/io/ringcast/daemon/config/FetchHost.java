package io.ringcast.daemon.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host that {@code /fetch} may get things from: {@code media.example}, {@code *.cdn.example} for all names below it, or an address, each
 * with {@code :PORT} or for the ports of http and https.
 *
 * @param name in lower case without wildcard and brackets
 * @param below whether it stands for the names below {@code name} and not for itself
 * @param port the only port; absent for 80 of http and 443 of https
 */
public record FetchHost(String name, boolean below, OptionalInt port) {

    static final String EXPECTATION =
            "a host such as \"media.example\", \"*.cdn.example\", \"media.example:8080\" or \"[fd00::1]:8080\"";

    private static final String WILDCARD = "*.";

    /** At least two labels below a wildcard: nobody means all of a top-level domain. */
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)+");

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*");

    /**
     * Reads one.
     *
     * @throws InvalidValueException when {@code text} is none
     */
    public static FetchHost parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        boolean hasPort = colon > lower.lastIndexOf(']') && (lower.startsWith("[") || lower.indexOf(':') == colon);
        String host = hasPort ? lower.substring(0, colon) : lower;
        OptionalInt port = hasPort ? port(text, lower.substring(colon + 1)) : OptionalInt.empty();
        if (host.startsWith(WILDCARD)) {
            String domain = host.substring(WILDCARD.length());
            if (!DOMAIN.matcher(domain).matches() || isNumeric(domain)) {
                throw new InvalidValueException(text, EXPECTATION);
            }
            return new FetchHost(domain, true, port);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        // What consists of digits and dots only is meant as an address, and must be a whole one.
        boolean known =
                ListenAddress.literal(host).isPresent() || (NAME.matcher(host).matches() && !isNumeric(host));
        if (!known) {
            throw new InvalidValueException(text, EXPECTATION);
        }
        return new FetchHost(host, false, port);
    }

    /**
     * Whether something may be asked of that host.
     *
     * @param host in lower case, ASCII, an IPv6 address without brackets
     * @param asked the port
     * @param usual the port of the scheme
     */
    public boolean matches(String host, int asked, int usual) {
        return asked == port.orElse(usual) && matches(host);
    }

    /** The same whatever the port. */
    public boolean matches(String host) {
        if (below) {
            return host.length() > name.length() + 1 && host.endsWith("." + name);
        }
        return host.equals(name)
                || address().filter(literal -> literal.equals(literalOf(host))).isPresent();
    }

    /** The address that it is, when it is no name. */
    public Optional<InetAddress> address() {
        return below ? Optional.empty() : ListenAddress.literal(name);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        String shown = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
        return (below ? WILDCARD : "") + shown + (port.isPresent() ? ":" + port.getAsInt() : "");
    }

    private static @Nullable InetAddress literalOf(String host) {
        return ListenAddress.literal(host).orElse(null);
    }

    private static boolean isNumeric(String host) {
        return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static OptionalInt port(String text, String digits) {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw new InvalidValueException(text, EXPECTATION + ", with a port from 1 to 65535");
        }
        return OptionalInt.of(port);
    }
}
