package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.protocol.playlist.HlsMap;
import io.ringcast.protocol.playlist.HlsSegment;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Gets one segment with all that belongs to it.
 *
 * <pre>
 *   open:  key ──► segment, held back          play:  [key ──► map, if it joins] ──► segment ──► without ID3 tags
 * </pre>
 *
 * <p>It is asked for as soon as it is opened, so that it is there when its turn comes; what waits until then lies in the socket, and nothing
 * is told. Belongs to the source's event loop.
 */
final class SegmentFetch {

    /** What is told of a segment. */
    interface Events {

        /** Its first byte is about to be given out. */
        void onPlays(SegmentFetch fetch);

        /** What plays in it, where it says so; before its bytes. */
        void onTitle(String title);

        /** Borrows {@code bytes}. */
        void onBytes(ByteBuf bytes);

        /** It goes on, or has begun. */
        void onProgress(SegmentFetch fetch);

        /** Its last byte was given out. */
        void onDone(SegmentFetch fetch);

        /** It could not be had, or not to its end. Not before it plays. */
        void onFailed(SegmentFetch fetch, InputFailure failure);
    }

    private final ClearFetch.Tools tools;
    private final SegmentPlan.Next planned;
    private final Events events;
    private final TagStripper tags = new TagStripper(this::give);
    private final ClearFetch body;
    private boolean titled;

    private boolean joins;
    private boolean playing;
    private boolean reading;
    private boolean given;
    private boolean over;
    private @Nullable ClearFetch map;
    private @Nullable InputFailure failure;

    /** @param uri where the segment is */
    SegmentFetch(ClearFetch.Tools tools, SegmentPlan.Next planned, URI uri, Events events) {
        HlsSegment segment = planned.segment();
        this.tools = tools;
        this.planned = planned;
        this.joins = planned.joins();
        this.events = events;
        this.body = new ClearFetch(tools, uri, segment.range(), segment.key(), segment.sequence(), false, new Body());
    }

    SegmentPlan.Next planned() {
        return planned;
    }

    /** Whether it continues nothing: what plays begins anew with it. */
    boolean joins() {
        return joins;
    }

    /** Whether any byte of it was given out. */
    boolean given() {
        return given;
    }

    /** Bytes of it that are still to come, 0 when nobody knows how many; absent before it has begun. */
    OptionalLong left() {
        return body.left();
    }

    /** Asks for it. Events come after this has returned. */
    void open() {
        body.begin();
    }

    /**
     * Its turn has come; called once.
     *
     * @param cut whether what came before it is not whole
     * @param on whether bytes may come
     */
    void play(boolean cut, boolean on) {
        playing = true;
        reading = on;
        joins |= cut;
        InputFailure known = failure;
        if (known != null) {
            tools.loop().execute(() -> fail(known));
            return;
        }
        HlsSegment segment = planned.segment();
        Optional<HlsMap> wanted = joins ? segment.map() : Optional.empty();
        if (wanted.isEmpty()) {
            body.reading(on);
            return;
        }
        ClearFetch before = new ClearFetch(
                tools, wanted.get().uri(), wanted.get().range(), wanted.get().key(), segment.sequence(), on, new Map());
        map = before;
        before.begin();
    }

    /** Whether bytes may come. */
    void reading(boolean on) {
        reading = on;
        if (playing) {
            (map == null ? body : map).reading(on);
        }
    }

    /** Drops the connections; {@link #resume()} goes on where they broke. */
    void interrupt() {
        body.interrupt();
        if (map != null) {
            map.interrupt();
        }
    }

    void resume() {
        if (map != null) {
            map.begin();
        }
        body.begin();
    }

    /** Ends it; nothing is told any more. Idempotent. */
    void cancel() {
        over = true;
        body.cancel();
        if (map != null) {
            map.cancel();
        }
    }

    private void give(ByteBuf bytes) {
        if (!given) {
            given = true;
            events.onPlays(this);
        }
        if (!over && !titled && tags.title().isPresent()) {
            titled = true;
            events.onTitle(tags.title().get());
        }
        if (!over) {
            events.onBytes(bytes);
        }
    }

    private void fail(InputFailure why) {
        if (!over) {
            cancel();
            events.onFailed(this, why);
        }
    }

    /** What comes in front of the segment. */
    private final class Map implements ClearFetch.Events {

        @Override
        public void onBegun() {
            events.onProgress(SegmentFetch.this);
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            give(bytes);
        }

        @Override
        public void onDone() {
            map = null;
            InputFailure known = failure;
            if (known != null) {
                fail(known);
            } else {
                body.reading(reading);
            }
        }

        @Override
        public void onFailed(InputFailure why) {
            fail(why);
        }
    }

    /** The segment itself. */
    private final class Body implements ClearFetch.Events {

        @Override
        public void onBegun() {
            events.onProgress(SegmentFetch.this);
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            tags.take(bytes);
            if (!over) {
                events.onProgress(SegmentFetch.this);
            }
        }

        @Override
        public void onDone() {
            tags.end();
            if (!over) {
                over = true;
                events.onDone(SegmentFetch.this);
            }
        }

        @Override
        public void onFailed(InputFailure why) {
            if (playing && map == null) {
                fail(why);
            } else {
                failure = why;
            }
        }
    }
}
