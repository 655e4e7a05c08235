package io.ringcast.daemon.source.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.ringcast.daemon.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What identifies the bytes behind a URL, so that a second response can be told to carry the same ones (RFC 9110, 8.8).
 *
 * @param etag strong entity tag with its quotes; a weak one says nothing about bytes
 * @param lastModified as the origin wrote it
 * @param lastModifiedIsStrong whether that date alone proves that the bytes are the same (RFC 9110, 8.8.2.2)
 * @param length bytes of the whole as they are delivered, coding undone; absent when unknown
 * @param coded whether they come with a content coding, so that positions on the wire mean nothing
 */
record Representation(
        Optional<String> etag,
        Optional<String> lastModified,
        boolean lastModifiedIsStrong,
        OptionalLong length,
        boolean coded) {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final int MAX_DATE_CHARS = 64;

    static Representation of(ResponseHead head, Optional<ContentRange> range) {
        HttpHeaders headers = head.headers();
        String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        boolean coded = coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity");
        String modified = headers.get(HttpHeaderNames.LAST_MODIFIED);
        OptionalLong length = range.isPresent() ? range.get().complete() : head.length();
        return new Representation(
                Optional.ofNullable(headers.get(HttpHeaderNames.ETAG))
                        .map(String::strip)
                        .filter(tag -> tag.startsWith("\"") && tag.length() > 1 && tag.endsWith("\"")),
                Optional.ofNullable(modified).map(String::strip),
                hasStrongDate(headers),
                coded ? OptionalLong.empty() : length,
                coded);
    }

    /** What {@code If-Range} may carry: the strong entity tag, else a date that is old enough (RFC 9110, 13.1.5). */
    Optional<String> validator() {
        return etag.isPresent() ? etag : lastModified.filter(date -> lastModifiedIsStrong);
    }

    /** Whether there is anything by which a second response can be recognised. */
    boolean isRecognisable() {
        return validator().isPresent() || length.isPresent();
    }

    /** Whether something that both say differs. */
    boolean contradicts(Representation other) {
        return differ(etag, other.etag)
                || differ(lastModified, other.lastModified)
                || (length.isPresent() && other.length.isPresent() && length.getAsLong() != other.length.getAsLong());
    }

    /** Whether {@code other} carries the same bytes: nothing that both say differs, and something that both say is equal. */
    boolean isSameAs(Representation other) {
        boolean proven = (etag.isPresent() && etag.equals(other.etag))
                || (lastModified.isPresent() && lastModified.equals(other.lastModified))
                || (length.isPresent() && length.equals(other.length));
        return proven && !contradicts(other);
    }

    /** The same, its length known from now on if {@code other} knows it. */
    Representation learnedFrom(Representation other) {
        return length.isPresent()
                ? this
                : new Representation(etag, lastModified, lastModifiedIsStrong, other.length, coded);
    }

    private static boolean differ(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    /** A date is strong when it lies at least a second before the response's own. */
    private static boolean hasStrongDate(HttpHeaders headers) {
        Instant modified = date(headers.get(HttpHeaderNames.LAST_MODIFIED));
        Instant sent = date(headers.get(HttpHeaderNames.DATE));
        return modified != null && sent != null && !sent.isBefore(modified.plus(ONE_SECOND));
    }

    /** Null for what is none: HttpHeaders.getTimeMillis throws then, and the parser does at what is longer than any date. */
    private static @Nullable Instant date(@Nullable String field) {
        Date date = field == null || field.length() > MAX_DATE_CHARS ? null : DateFormatter.parseHttpDate(field);
        return date == null ? null : date.toInstant();
    }
}
