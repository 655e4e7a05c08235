package io.ringcast.daemon.output;

import java.nio.charset.StandardCharsets;

/** The {@code Content-Disposition} of a download (RFC 6266). */
public final class Disposition {

    private static final int MAX_NAME = 200;

    private Disposition() {}

    /** An attachment called {@code name}; what has no place in a file name becomes an underscore. */
    public static String attachment(String name) {
        return "attachment; " + named(name);
    }

    /** To be shown where it is asked for; called {@code name} when somebody saves it. */
    public static String inline(String name) {
        return "inline; " + named(name);
    }

    private static String named(String name) {
        StringBuilder plain = new StringBuilder();
        StringBuilder clean = new StringBuilder();
        name.codePoints().limit(MAX_NAME).forEach(c -> {
            boolean harmless = c >= ' ' && c != 127 && "/\\:*?\"<>|".indexOf(c) < 0;
            clean.appendCodePoint(harmless ? c : '_');
            plain.append(harmless && c < 127 ? (char) c : '_');
        });
        return "filename=\"" + plain + "\"; filename*=UTF-8''" + percentEncoded(clean.toString());
    }

    /** RFC 8187, 3.2.1: what is not an attr-char is percent-encoded. */
    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= '0' && b <= '9')
                    || (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || "!#$&+-.^_`|~".indexOf(b) >= 0;
            encoded.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
        }
        return encoded.toString();
    }
}
