package io.ringcast.protocol.announce;

import java.nio.charset.StandardCharsets;

/** Text where only so many bytes of UTF-8 fit. */
public final class Utf8 {

    private Utf8() {}

    /** As much of {@code text} as fits {@code mostBytes}, cut between two characters. */
    public static String cut(String text, int mostBytes) {
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int next = text.offsetByCodePoints(at, 1);
            bytes += text.substring(at, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > mostBytes) {
                return text.substring(0, at);
            }
            at = next;
        }
        return text;
    }
}
