package io.ringcast.protocol.icy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the title in a metadata block: {@code StreamTitle='Artist - It's a song';StreamUrl='...';} and zeros.
 *
 * <p>Nothing is escaped in it: a title ends at the quote and semicolon behind which the block ends or another key begins. The text is
 * UTF-8, or Latin-1 where it is not valid UTF-8, as most stations without UTF-8 send it.
 */
final class IcyTitle {

    private static final Pattern START = Pattern.compile("StreamTitle\\s*=\\s*'", Pattern.CASE_INSENSITIVE);
    private static final Pattern END = Pattern.compile("'\\s*;?\\s*(?:$|(?<=;)\\s*[A-Za-z][\\w-]*\\s*=\\s*')");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private IcyTitle() {}

    /** The title in the first {@code length} bytes, empty text when the block says that there is none; absent when it says nothing. */
    static Optional<String> parse(byte[] block, int length) {
        int end = length;
        while (end > 0 && block[end - 1] == 0) {
            end--;
        }
        String text = decode(block, end);
        Matcher start = START.matcher(text);
        if (!start.find()) {
            return Optional.empty();
        }
        String rest = text.substring(start.end());
        Matcher stop = END.matcher(rest);
        String title = stop.find() ? rest.substring(0, stop.start()) : rest;
        return Optional.of(CONTROLS.matcher(title).replaceAll(" ").strip());
    }

    private static String decode(byte[] bytes, int length) {
        try {
            // A new decoder reports malformed input instead of replacing it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        }
    }
}
