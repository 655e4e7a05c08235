package io.ringcast.daemon.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A header field that is sent along with a request (RFC 9110, 5).
 *
 * @param name a token
 * @param value without line ends; may be a password, so it is shown only where its name says that it is none
 */
public record Header(String name, Secret value) {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** What frames the message or resumes a download belongs to the client itself. */
    private static final Set<String> OWN = Set.of(
            "connection",
            "content-length",
            "transfer-encoding",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "keep-alive",
            "proxy-connection",
            "range",
            "if-range");

    public Header {
        if (!TOKEN.matcher(name).matches()) {
            throw new InvalidValueException(name, "the name of a header field, letters, digits and hyphens");
        }
        if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new InvalidValueException(name, "a header field that is not set by the client itself; remove it");
        }
        if (value.reveal().chars().anyMatch(c -> c == 0x7f || (c < 0x20 && c != '\t'))) {
            throw new InvalidValueException(name, "a value without line ends and control characters");
        }
    }

    /** Whether its value must not be shown. */
    public boolean isSensitive() {
        return Url.soundsSecret(name) || name.toLowerCase(Locale.ROOT).contains("cookie");
    }

    @Override
    public String toString() {
        return name + ": " + (isSensitive() ? value : value.reveal());
    }
}
