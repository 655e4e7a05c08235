package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.mpegts.PacketSync;
import io.ringcast.protocol.mpegts.TsPacket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells from the first bytes of a stream what it is.
 *
 * <p>Any byte sequence gets an answer other than {@link Detection.NeedsMore} by {@value #MAX_PREFIX} bytes at the latest, most do after
 * a few hundred; nothing is decided by a name. A stream that is silent before that is decided with {@code last}, by whoever keeps the time. Stateless.
 */
public final class FormatDetector {

    /** With so many bytes the answer is final. Nearly always a few hundred do; only a large tag before the first frame needs so many. */
    public static final int MAX_PREFIX = AudioSniffer.MAX_TAG + AudioSniffer.ENOUGH;

    /** Pages, playlists and packets are told by so many. */
    private static final int TEXT_PREFIX = 1024;

    private static final Detection NEEDS_MORE = new Detection.NeedsMore();
    private static final Detection MPEG_TS = new Detection.Stream(Format.MPEG_TS);
    private static final Detection OPAQUE = new Detection.Stream(Format.OPAQUE);

    private static final String M3U = "#extm3u";
    private static final String HLS_TAG = "#ext-x-";
    private static final String PLS = "[playlist]";
    private static final String XML = "<?xml";
    private static final List<String> HTML = List.of("<!doctype html", "<html", "<head", "<body", "<title");
    private static final int LONGEST_WORD = "<!doctype html".length();
    private static final int[] STRIDES = {TsPacket.SIZE, PacketSync.TIMECODE_STRIDE, PacketSync.FEC_STRIDE};
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private FormatDetector() {}

    /**
     * What the stream that begins with the readable bytes of {@code prefix} is. Borrows {@code prefix} and moves no index of it.
     *
     * @param last whether there will be no more bytes, or no more are waited for
     */
    public static Detection detect(ByteBuf prefix, boolean last) {
        boolean isFinal = last || prefix.readableBytes() >= TEXT_PREFIX;
        String text = prefix.toString(
                        prefix.readerIndex(), Math.min(prefix.readableBytes(), TEXT_PREFIX), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        String head = stripLeading(text);
        Detection detection = textual(head, isFinal);
        if (detection != OPAQUE) {
            return detection;
        }
        detection = binary(prefix, isFinal);
        if (detection != OPAQUE) {
            return detection;
        }
        return ContainerSniffer.sniff(prefix, last)
                .or(() -> behindGarbage(prefix, last))
                .or(() -> AudioSniffer.sniff(prefix, last))
                .orElse(OPAQUE);
    }

    private static Detection textual(String head, boolean isFinal) {
        if (head.startsWith(M3U)) {
            if (head.contains(HLS_TAG)) {
                return new Detection.Playlist(Detection.PlaylistKind.HLS);
            }
            return isFinal ? new Detection.Playlist(Detection.PlaylistKind.M3U) : NEEDS_MORE;
        }
        if (head.startsWith(PLS)) {
            return new Detection.Playlist(Detection.PlaylistKind.PLS);
        }
        if (HTML.stream().anyMatch(head::startsWith)) {
            return new Detection.Page(Detection.PageKind.HTML);
        }
        if (head.startsWith(XML)) {
            if (HTML.stream().anyMatch(head::contains)) {
                return new Detection.Page(Detection.PageKind.HTML);
            }
            return isFinal ? new Detection.Page(Detection.PageKind.XML) : NEEDS_MORE;
        }
        return !isFinal && mayBecomeText(head) ? NEEDS_MORE : OPAQUE;
    }

    private static boolean mayBecomeText(String head) {
        return head.length() < LONGEST_WORD
                && (M3U.startsWith(head)
                        || PLS.startsWith(head)
                        || XML.startsWith(head)
                        || HTML.stream().anyMatch(word -> word.startsWith(head)));
    }

    private static Detection binary(ByteBuf prefix, boolean isFinal) {
        boolean open = false;
        for (int stride : STRIDES) {
            int candidate = firstOf(prefix, stride);
            if (candidate >= stride) {
                continue;
            }
            int from = prefix.readerIndex();
            int followed = PacketSync.followed(prefix, from + candidate, prefix.writerIndex(), stride);
            if (followed == PacketSync.CONSECUTIVE || (isFinal && isShortStream(prefix, candidate, followed, stride))) {
                return MPEG_TS;
            }
            open |= followed > 0 || prefix.readableBytes() < stride;
        }
        return open && !isFinal ? NEEDS_MORE : OPAQUE;
    }

    /**
     * Transport packets that begin behind something else: five sync bytes in a row are no chance, wherever they are. The frames of sound
     * within such packets are no stream of sound, though a short one has others right behind it there as well; frames before them are.
     */
    private static Optional<Detection> behindGarbage(ByteBuf prefix, boolean last) {
        int from = prefix.readerIndex();
        int looked = Math.min(prefix.readableBytes(), AudioSniffer.ENOUGH);
        for (int at = from; at < from + looked; at++) {
            for (int stride : STRIDES) {
                int followed = PacketSync.followed(prefix, at, prefix.writerIndex(), stride);
                boolean open = followed > 1 && !last;
                if (followed == PacketSync.CONSECUTIVE || open) {
                    // The first packet may have lost its beginning: what is left of it is no garbage.
                    ByteBuf before = prefix.slice(from, Math.max(0, at - from - stride));
                    if (AudioSniffer.sniff(before, false)
                            .filter(Detection.Stream.class::isInstance)
                            .isPresent()) {
                        return Optional.empty();
                    }
                    return Optional.of(followed == PacketSync.CONSECUTIVE ? MPEG_TS : NEEDS_MORE);
                }
            }
        }
        return Optional.empty();
    }

    /** Distance from the first byte to where packets of that stride may begin; the number of bytes when nowhere. */
    private static int firstOf(ByteBuf prefix, int stride) {
        int from = prefix.readerIndex();
        int at = from;
        while (at < prefix.writerIndex() && PacketSync.followed(prefix, at, prefix.writerIndex(), stride) == 0) {
            at++;
        }
        return at - from;
    }

    /** A stream that ended early: whole packets from its first byte on. */
    private static boolean isShortStream(ByteBuf prefix, int candidate, int followed, int stride) {
        int before = stride == PacketSync.TIMECODE_STRIDE ? PacketSync.TIMECODE_SIZE : 0;
        return candidate == before && (followed >= 2 || (followed == 1 && prefix.readableBytes() == stride));
    }

    private static String stripLeading(String text) {
        int at = 0;
        while (at < text.length() && (text.charAt(at) == BYTE_ORDER_MARK || Character.isWhitespace(text.charAt(at)))) {
            at++;
        }
        return text.substring(at);
    }
}
