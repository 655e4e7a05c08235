package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.icy.IcyDemuxer;
import io.ringcast.protocol.icy.IcySink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer: what of it is new and payload.
 *
 * <pre>
 *   body   [ skipped ][ compared with what came before ][ looked at: media? ] payload [title] payload …
 * </pre>
 *
 * <p>Belongs to the source's event loop.
 */
final class BodyReader {

    /** Who is told. Until it says otherwise, it goes on. */
    interface Events extends IcySink {

        /** Bytes came that are not passed on. */
        void onKnown();

        /** The body cannot be that of the run. */
        void onUnfit(InputFailure failure);

        /** The body is not what came before, whatever its head says. */
        void onOther(InputFailure failure);

        /** Whether nobody wants to hear more. */
        boolean isOver();
    }

    private final Events events;
    private final @Nullable IcyDemuxer titles;
    private final ByteBuffer repeated;
    private long skip;
    private BodyType.@Nullable CalledText doubtful;

    private BodyReader(
            Events events,
            @Nullable IcyDemuxer titles,
            BodyType.@Nullable CalledText doubtful,
            long skip,
            byte[] repeated) {
        this.events = events;
        this.titles = titles;
        this.doubtful = doubtful;
        this.skip = skip;
        this.repeated = ByteBuffer.wrap(repeated);
    }

    /** The first body of a run. */
    static BodyReader of(FirstAnswer.Begins first, Events events) {
        IcyDemuxer titles = first.icyInterval().isPresent()
                ? new IcyDemuxer(first.icyInterval().getAsInt(), events)
                : null;
        return new BodyReader(events, titles, first.doubtful().orElse(null), 0, new byte[0]);
    }

    /** A body that goes on behind another one. */
    static BodyReader of(Verdict.GoesOn on, Events events) {
        return new BodyReader(events, null, null, on.skip(), on.repeated());
    }

    /** Whether it has not come yet to what is new. */
    boolean isBehind() {
        return skip > 0 || repeated.hasRemaining();
    }

    /** Takes what comes next (borrowed). */
    void read(ByteBuf body) {
        if (isBehind() && !pass(body)) {
            return;
        }
        if (!body.isReadable() || events.isOver()) {
            return;
        }
        if (doubtful != null) {
            if (!doubtful.isMedia(body)) {
                events.onUnfit(doubtful.failure());
                return;
            }
            doubtful = null;
        }
        if (titles != null) {
            titles.read(body);
        } else {
            events.onPayload(body);
        }
    }

    /** Reads what came before; false when it is something else. */
    private boolean pass(ByteBuf body) {
        int skipped = (int) Math.min(skip, body.readableBytes());
        body.skipBytes(skipped);
        skip -= skipped;
        int compared = Math.min(repeated.remaining(), body.readableBytes());
        ByteBuffer came = body.nioBuffer(body.readerIndex(), compared);
        boolean equal = came.equals(repeated.slice(repeated.position(), compared));
        body.skipBytes(compared);
        repeated.position(repeated.position() + compared);
        if (!equal) {
            events.onOther(InputFailure.passing(
                    Reason.CHANGED,
                    "other bytes came than those that were there before, under the same ETag (expected: the same ones;"
                            + " it begins again at a join point)"));
            return false;
        }
        events.onKnown();
        return true;
    }
}
