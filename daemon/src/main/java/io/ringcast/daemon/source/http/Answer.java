package io.ringcast.daemon.source.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.ViaChain;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response head, as one asks it what bytes follow.
 *
 * @param range what part they are, absent where {@code Content-Range} is, or is not as it should be
 */
record Answer(ResponseHead head, Optional<ContentRange> range) {

    static Answer of(ResponseHead head) {
        return new Answer(head, ContentRange.parse(head.headers().get(HttpHeaderNames.CONTENT_RANGE)));
    }

    int status() {
        return head.status();
    }

    @Nullable
    String field(CharSequence name) {
        return head.headers().get(name);
    }

    /** Position of the first byte of a part, -1 where none is said. */
    long first() {
        return range.isPresent() ? range.get().first().orElse(-1) : -1;
    }

    /** Position of the last byte of a part, -1 where none is said. */
    long last() {
        return range.isPresent() ? range.get().last().orElse(-1) : -1;
    }

    /** Bytes of the whole, -1 where they are not said. */
    long complete() {
        return range.isPresent() ? range.get().complete().orElse(-1) : -1;
    }

    /** What identifies the bytes. */
    Representation representation() {
        return Representation.of(head, range);
    }

    /** Whether it says {@code entityTag}, or none. */
    boolean isOf(String entityTag) {
        String tag = field(HttpHeaderNames.ETAG);
        return tag == null || tag.strip().equals(entityTag);
    }

    /** The relays that the bytes came through. */
    List<String> via() {
        return ViaChain.parse(head.headers().getAll(HttpHeaderNames.VIA));
    }

    /** Where its body begins, if it says so. */
    Optional<LivePlace> place() {
        return LivePlace.of(head.headers()::get);
    }
}
