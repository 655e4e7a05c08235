package io.ringcast.protocol.playlist;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes lines of the bytes of a playlist, whatever made them. */
final class PlaylistText {

    /** Longer lines are no reference that anything could open. */
    private static final int MAX_LINE = 8192;

    private PlaylistText() {}

    /** Its lines without blanks around them; empty ones and those that are too long are left out. */
    static List<String> lines(byte[] bytes) {
        return text(bytes)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.length() <= MAX_LINE)
                .toList();
    }

    private static String text(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return decode(bytes, 3, StandardCharsets.UTF_8);
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return decode(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return decode(bytes, 2, StandardCharsets.UTF_16BE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException latin) {
            return decode(bytes, 0, StandardCharsets.ISO_8859_1);
        }
    }

    private static String decode(byte[] bytes, int from, Charset charset) {
        return new String(bytes, from, bytes.length - from, charset);
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
