package io.ringcast.protocol.playlist;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an entry of a playlist names: resolves references as people write them, spaces and umlauts included. */
public final class Reference {

    /** Two characters at least, so that the drive of a Windows path is no scheme. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    private static final String LEGAL = "-._~!$&'()*+,;=:@/?%#[]";

    private Reference() {}

    /** Whether it names a scheme, and so needs no base. */
    public static boolean hasScheme(String reference) {
        return SCHEME.matcher(reference).matches();
    }

    /** Its scheme in lower case, {@code ""} when it has none. */
    public static String scheme(String reference) {
        return hasScheme(reference)
                ? reference.substring(0, reference.indexOf(':')).toLowerCase(Locale.ROOT)
                : "";
    }

    /**
     * The URL that it names (RFC 3986, 5.2); empty when it is none.
     *
     * @param base where the playlist came from
     */
    public static Optional<URI> resolve(URI base, String reference) {
        try {
            return Optional.of(base.resolve(new URI(escaped(reference))));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean legal = c < 0x80 && (Character.isLetterOrDigit(c) || LEGAL.indexOf(c) >= 0);
            if (legal) {
                escaped.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append("%%%02X".formatted(b & 0xFF));
                }
            }
        });
        return escaped.toString().replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }
}
