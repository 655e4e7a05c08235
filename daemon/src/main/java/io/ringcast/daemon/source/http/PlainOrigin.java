package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.protocol.live.LiveRange;
import io.ringcast.protocol.live.NewestBytes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The origin of a live stream that may know RFC 8673 but does not say where its first answer began: that is found behind the first loss
 * ({@link PlaceSearch}), and proven behind each.
 *
 * <pre>
 *   first body      ═══════════════════════[≡≡≡≡]✂          the newest {@value #KEPT} bytes are kept
 *   next one              bytes=N-K-…      [≡≡≡≡]═══════►   and are asked for again: what differs is another stream
 * </pre>
 *
 * <p>Belongs to the source's event loop.
 */
final class PlainOrigin implements Origin {

    /** Bytes that are compared where one body goes on behind another. */
    static final int KEPT = 4096;

    /** Fewer prove nothing. */
    static final int LEAST = 1024;

    private static final long UNKNOWN = -1;

    private final String entityTag;
    private final List<String> via;
    private final NewestBytes newest = new NewestBytes(KEPT);
    private long begin = UNKNOWN;

    private PlainOrigin(String entityTag, List<String> via) {
        this.entityTag = entityTag;
        this.via = via;
    }

    /** The origin of a live answer, if it identifies its bytes by a strong entity tag and does not say that it knows no ranges. */
    static Optional<PlainOrigin> of(Answer answer) {
        String ranges = answer.field(HttpHeaderNames.ACCEPT_RANGES);
        if (ranges != null && !ranges.toLowerCase(Locale.ROOT).contains("bytes")) {
            return Optional.empty();
        }
        return answer.representation().etag().map(tag -> new PlainOrigin(tag, answer.via()));
    }

    /** {@code payload} (borrowed) is delivered. */
    void delivered(ByteBuf payload) {
        newest.add(payload.nioBuffer());
    }

    /** Whether it is known where the first body began. */
    boolean isPlaced() {
        return begin != UNKNOWN;
    }

    /** The byte behind {@code position} bytes of the first body is the one at {@code offset}. */
    void place(long offset, long position) {
        begin = offset - position;
    }

    /** What to look for, and in what. */
    PlaceSearch.Wanted wanted(long position) {
        return new PlaceSearch.Wanted(entityTag, newest.copy(), position);
    }

    @Override
    public boolean canResume(long position) {
        return newest.size() >= LEAST;
    }

    @Override
    public DownloadRequest request(HttpEndpoint endpoint, long position) {
        return endpoint.request(offset(position) - newest.size(), entityTag);
    }

    @Override
    public Verdict judge(Answer answer, long position) {
        long offset = offset(position);
        boolean same = answer.isOf(entityTag);
        return switch (answer.status()) {
            case 206 -> partial(answer, offset, same);
            case 200 ->
                LiveOrigin.gone(
                        same && answer.field(HttpHeaderNames.ETAG) != null
                                ? "the origin gives no part of a live stream"
                                : "the origin has begun anew, with another ETag",
                        offset);
            case 416 -> LiveOrigin.outside(answer, offset, same);
            default -> new Verdict.Later(HttpFailures.ofStatus(answer.head()));
        };
    }

    private Verdict partial(Answer answer, long offset, boolean same) {
        long first = answer.first();
        if (!same || first < 0 || first > offset || answer.complete() >= 0 || hasTitles(answer)) {
            return LiveOrigin.anotherPart(answer, offset);
        }
        // RFC 8673, 2.2: the end that was asked for says that it goes on living; any other that it ends with what there
        // is.
        if (answer.last() != LiveRange.LIVE_LAST) {
            return LiveOrigin.gone("the origin gives only what it has by now, up to byte " + answer.last(), offset);
        }
        if (!answer.via().equals(via)) {
            return LiveOrigin.gone("its bytes take another way through relays", offset);
        }
        byte[] known = newest.copy();
        int repeated = (int) Math.min(known.length, offset - first);
        return new Verdict.GoesOn(
                offset - first - repeated, Arrays.copyOfRange(known, known.length - repeated, known.length));
    }

    /** Whether what it sends is not the stream alone. */
    static boolean hasTitles(Answer answer) {
        String interval = answer.field("icy-metaint");
        return interval != null && !interval.strip().equals("0");
    }

    private long offset(long position) {
        if (!isPlaced()) {
            throw new IllegalStateException("the place of byte " + position + " is not known");
        }
        return begin + position;
    }
}
