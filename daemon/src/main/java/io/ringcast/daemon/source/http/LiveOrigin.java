package io.ringcast.daemon.source.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.Provenance;
import io.ringcast.protocol.live.ViaChain;
import java.util.List;
import java.util.Optional;

/**
 * A live stream whose origin counts its bytes (RFC 8673): where the run began, and what a later answer means for going on behind the last
 * byte that came. Immutable.
 *
 * @param via the relays that its bytes came through
 * @param place where its first answer began
 */
record LiveOrigin(List<String> via, LivePlace place) {

    /** What a later answer means. */
    sealed interface Verdict {

        /** Its body goes on behind the last byte that came, after {@code skip} bytes of what came already. */
        record GoesOn(long skip) implements Verdict {}

        /** Not now, but perhaps in a moment. */
        record Later(InputFailure failure) implements Verdict {}

        /** The byte cannot be had any more. */
        record Gone(String why) implements Verdict {}
    }

    /** The origin of a live answer, if it counts. */
    static Optional<LiveOrigin> of(ResponseHead head) {
        return LivePlace.of(head.headers()::get).map(place -> new LiveOrigin(via(head), place));
    }

    /** Why an answer must not be taken: its bytes come from this daemon. */
    static Optional<InputFailure> loop(ResponseHead head, String daemon) {
        List<String> via = via(head);
        if (!via.contains(daemon) && via.size() < ViaChain.MAX_NAMES) {
            return Optional.empty();
        }
        return Optional.of(InputFailure.lasting(
                Reason.LOOP,
                "its bytes come from this daemon itself, through " + via.size() + " relays: " + String.join(", ", via)
                        + " (expected: an origin; two relays must not be each other's input)"));
    }

    /** What is known of the first answer's bytes. */
    static Provenance provenance(ResponseHead head) {
        return new Provenance(via(head), LivePlace.of(head.headers()::get));
    }

    /** Whether the byte behind {@code position} bytes of the first answer's body has an offset. */
    boolean isCounted(long position) {
        return position >= place.preamble();
    }

    /** Offset of that byte. */
    long offset(long position) {
        return place.behind(position);
    }

    /** What the answer to a request for the bytes from {@code offset} on means. */
    Verdict judge(ResponseHead head, Optional<ContentRange> range, long offset) {
        String tag = head.headers().get(HttpHeaderNames.ETAG);
        boolean same = tag == null || tag.strip().equals(place.entityTag());
        return switch (head.status()) {
            case 206 -> partial(head, range, offset, same);
            case 200 ->
                // A relay that had no byte yet when it was asked could not know the epoch: now it does.
                tag != null && same
                        ? new Verdict.Later(InputFailure.passing(
                                Reason.BAD_RESPONSE,
                                "the origin has begun from a join point (expected: from byte " + offset + ")"))
                        : new Verdict.Gone("the origin has begun anew, with another epoch");
            case 416 -> {
                long until = range.isPresent() ? range.get().complete().orElse(-1) : -1;
                yield same && until >= 0 && until < offset
                        ? new Verdict.Later(InputFailure.passing(
                                Reason.HTTP_4XX,
                                "the origin has come to byte " + until + " only (expected: byte " + offset
                                        + "; it is a relay that is behind, or has been set back)"))
                        : new Verdict.Gone("byte " + offset + " has left its ring (raise ring there)");
            }
            default -> new Verdict.Later(HttpFailures.ofStatus(head));
        };
    }

    private Verdict partial(ResponseHead head, Optional<ContentRange> range, long offset, boolean same) {
        long first = range.isPresent() ? range.get().first().orElse(-1) : -1;
        if (!same || first < 0 || first > offset) {
            return new Verdict.Gone("the answer is not the part that was asked for (bytes " + offset + "-): "
                    + head.headers().get(HttpHeaderNames.CONTENT_RANGE));
        }
        // Relays that are asked again because the way has changed look whether it leads to themselves; others keep what
        // they have.
        return via(head).equals(via)
                ? new Verdict.GoesOn(offset - first)
                : new Verdict.Gone("its bytes take another way through relays");
    }

    private static List<String> via(ResponseHead head) {
        return ViaChain.parse(head.headers().getAll(HttpHeaderNames.VIA));
    }
}
