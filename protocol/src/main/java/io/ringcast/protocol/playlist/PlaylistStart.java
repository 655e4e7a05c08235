package io.ringcast.protocol.playlist;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What the first bytes of something say of whether it is a playlist with a header of its own. */
public enum PlaylistStart {
    /** It begins like one. */
    YES,
    /** It is something else. */
    NO,
    /** Too few bytes came to tell. */
    UNKNOWN;

    private static final List<String> HEADERS = List.of("#extm3u", "[playlist]");
    private static final int LOOKED_AT = 64;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Judges {@code first}, all bytes that came so far, which is borrowed; moves no index of it. */
    public static PlaylistStart of(ByteBuf first) {
        int count = Math.min(LOOKED_AT, first.readableBytes());
        String text = first.toString(first.readerIndex(), count, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        int at = 0;
        while (at < text.length() && (text.charAt(at) == BYTE_ORDER_MARK || Character.isWhitespace(text.charAt(at)))) {
            at++;
        }
        String head = text.substring(at);
        if (HEADERS.stream().anyMatch(head::startsWith)) {
            return YES;
        }
        return count < LOOKED_AT && HEADERS.stream().anyMatch(header -> header.startsWith(head)) ? UNKNOWN : NO;
    }
}
