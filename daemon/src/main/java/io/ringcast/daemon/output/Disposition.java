package io.ringcast.daemon.output.http;

import java.nio.charset.StandardCharsets;

/** The {@code Content-Disposition} of a download (RFC 6266). */
final class Disposition {

    private static final int MAX_NAME = 200;

    private Disposition() {}

    /** An attachment called {@code name}; what has no place in a file name becomes an underscore. */
    static String attachment(String name) {
        StringBuilder plain = new StringBuilder();
        StringBuilder clean = new StringBuilder();
        name.codePoints().limit(MAX_NAME).forEach(c -> {
            boolean harmless = c >= ' ' && c != 127 && "/\\:*?\"<>|".indexOf(c) < 0;
            clean.appendCodePoint(harmless ? c : '_');
            plain.append(harmless && c < 127 ? (char) c : '_');
        });
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + percentEncoded(clean.toString());
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
