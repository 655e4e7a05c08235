package io.ringcast.daemon.config;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL of the configuration in its parts (RFC 3986), its user info taken out so that no display shows it.
 *
 * @param scheme in lower case
 * @param hasAuthority whether {@code //} follows the scheme
 * @param userInfo what stood before the {@code @}
 * @param host in lower case and without brackets, {@code ""} when absent
 * @param port -1 when absent
 * @param path still percent-encoded; for {@code test:card} the word behind the colon
 * @param query still percent-encoded and without the question mark, {@code ""} when absent
 */
public record Url(
        String scheme,
        boolean hasAuthority,
        Optional<UserInfo> userInfo,
        String host,
        int port,
        String path,
        String query) {

    // RFC 3986, appendix B, with the scheme required and the fragment, which is never sent, thrown away.
    private static final Pattern PARTS =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(//([^/?#]*))?([^?#]*)(\\?([^#]*))?(#.*)?");
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[([0-9A-Fa-f:.%A-Za-z]+)]|[^:\\[\\]]*)(:([0-9]{0,5}))?");
    private static final String SECRET_WORDS = "(?:token|secret|passw|pwd|auth|sig|key|credential)";
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*" + SECRET_WORDS + ".*");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)(^|[&?])([^=&?]*" + SECRET_WORDS + "[^=&?]*)=[^&]*");
    private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final String UNESCAPED = "-._~!$&'()*+,;=:@/?%";

    /**
     * Takes a URL apart; characters that a URL may not hold, such as spaces, are percent-encoded.
     *
     * @throws InvalidValueException when {@code text} is no URL
     */
    public static Url parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw invalid(text, "a URL with a scheme such as \"http://host/path\"");
        }
        String authority = parts.group(3) == null ? "" : parts.group(3);
        int at = authority.lastIndexOf('@');
        Matcher hostAndPort = HOST_AND_PORT.matcher(authority.substring(at + 1));
        if (!hostAndPort.matches()) {
            throw invalid(text, "a host and a port behind \"//\", and user and password percent-encoded");
        }
        boolean bracketed = hostAndPort.group(2) != null;
        String host = bracketed ? hostAndPort.group(2) : hostAndPort.group(1);
        if (bracketed && !NetUtil.isValidIpV6Address(host)) {
            throw invalid(text, "an IPv6 address in brackets");
        }
        Url url = new Url(
                parts.group(1).toLowerCase(Locale.ROOT),
                parts.group(2) != null,
                at < 0 ? Optional.empty() : Optional.of(userInfo(authority.substring(0, at))),
                asciiHost(text, host),
                port(text, hostAndPort.group(4)),
                escaped(parts.group(4)),
                parts.group(6) == null ? "" : escaped(parts.group(6)));
        url.requireUri(text);
        return url;
    }

    /** For the wire, without user info; an empty path of a URL with a host becomes {@code /}. */
    public URI toUri() {
        String root = hasAuthority && path.isEmpty() ? "/" : path;
        return URI.create(scheme + ":" + authority() + root + (query.isEmpty() ? "" : "?" + query));
    }

    /** The port, or {@code byDefault} when the URL has none. */
    public int portOr(int byDefault) {
        return port < 0 ? byDefault : port;
    }

    /** For people: user info, and parameters whose names sound like secrets, are masked. */
    @Override
    public String toString() {
        String shownQuery = SECRET_PARAMETER.matcher(query).replaceAll("$1$2=***");
        String shownAuthority = userInfo.isPresent() ? "//***@" + authority().substring(2) : authority();
        // Without "//" nothing is user info, but what looks like it was probably meant so.
        String shownPath = hasAuthority ? path : masked(path);
        return scheme + ":" + shownAuthority + shownPath + (query.isEmpty() ? "" : "?" + shownQuery);
    }

    /** The same without its query, for kinds that have taken their options out of it. */
    Url withoutQuery() {
        return withQuery("");
    }

    /** The same with another query, percent-encoded. */
    Url withQuery(String other) {
        return new Url(scheme, hasAuthority, userInfo, host, port, path, other);
    }

    /** Whether something of this name is probably a secret. */
    static boolean soundsSecret(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** A text that may be a URL, fit to be shown: whatever could be user info or a secret parameter is masked. */
    static String masked(String text) {
        int slashes = text.indexOf("//");
        int at = text.lastIndexOf('@');
        String shown =
                at > slashes ? text.substring(0, slashes < 0 ? 0 : slashes + 2) + "***" + text.substring(at) : text;
        int question = shown.indexOf('?');
        return question < 0
                ? shown
                : shown.substring(0, question + 1)
                        + SECRET_PARAMETER
                                .matcher(shown.substring(question + 1))
                                .replaceAll("$1$2=***");
    }

    /** Undoes percent-encoding; a plus sign is a plus sign. */
    public static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private String authority() {
        if (!hasAuthority) {
            return "";
        }
        String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "//" + shownHost + (port < 0 ? "" : ":" + port);
    }

    private void requireUri(String text) {
        if (host.isEmpty()) {
            return;
        }
        try {
            toUri();
        } catch (IllegalArgumentException e) {
            throw invalid(text, "a URL such as \"http://host/path\"");
        }
    }

    private static UserInfo userInfo(String text) {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        String password = colon < 0 ? "" : text.substring(colon + 1);
        return new UserInfo(Secret.of(decoded(user)), Secret.of(decoded(password)));
    }

    private static String asciiHost(String text, String host) {
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw invalid(text, "the name of a host behind \"//\"");
        }
    }

    private static int port(String text, @Nullable String digits) {
        int port = digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
        if (port > 65535) {
            throw invalid(text, "a port from 0 to 65535");
        }
        return port;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean legal = c < 0x80 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
            if (legal) {
                escaped.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append("%%%02X".formatted(b & 0xff));
                }
            }
        });
        return LONE_PERCENT.matcher(escaped).replaceAll("%25");
    }

    private static InvalidValueException invalid(String text, String expectation) {
        return new InvalidValueException(masked(text), expectation);
    }
}
