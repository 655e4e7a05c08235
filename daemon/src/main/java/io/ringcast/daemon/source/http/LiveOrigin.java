package io.ringcast.daemon.source.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.live.LivePlace;
import java.util.List;
import java.util.Optional;

/**
 * The origin of a live stream that counts its bytes and says where the run began: another Ringcast. Immutable.
 *
 * @param via the relays that its bytes came through
 * @param place where its first answer began
 */
record LiveOrigin(List<String> via, LivePlace place) implements Origin {

    /** The origin of a live answer, if it says where it begins. */
    static Optional<LiveOrigin> of(Answer answer) {
        return answer.place().map(place -> new LiveOrigin(answer.via(), place));
    }

    @Override
    public boolean canResume(long position) {
        return position >= place.preamble();
    }

    @Override
    public DownloadRequest request(HttpEndpoint endpoint, long position) {
        return endpoint.request(place.behind(position), place.entityTag());
    }

    @Override
    public Verdict judge(Answer answer, long position) {
        long offset = place.behind(position);
        boolean same = answer.isOf(place.entityTag());
        return switch (answer.status()) {
            case 206 -> partial(answer, offset, same);
            case 200 ->
                // A relay that had no byte yet when it was asked could not know the epoch: now it does.
                answer.field(HttpHeaderNames.ETAG) != null && same
                        ? new Verdict.Later(InputFailure.passing(
                                Reason.BAD_RESPONSE,
                                "the origin has begun from a join point (expected: from byte " + offset + ")"))
                        : gone("the origin has begun anew, with another epoch", offset);
            case 416 -> outside(answer, offset, same);
            default -> new Verdict.Later(HttpFailures.ofStatus(answer.head()));
        };
    }

    /** It has not the byte: not yet, or not any more. */
    static Verdict outside(Answer answer, long offset, boolean same) {
        long until = answer.complete();
        return same && until >= 0 && until < offset
                ? new Verdict.Later(InputFailure.passing(
                        Reason.HTTP_4XX,
                        "the origin has come to byte " + until + " only (expected: byte " + offset
                                + "; it is a relay that is behind, or has been set back)"))
                : gone("byte " + offset + " has left its ring (raise ring there)", offset);
    }

    /** The bytes behind {@code offset} cannot be had. */
    static Verdict.Gone gone(String why, long offset) {
        return new Verdict.Gone(InputFailure.passing(
                Reason.CHANGED,
                why + " (expected: the bytes behind byte " + offset + "; it begins again at a join point)"));
    }

    /** The answer is of other bytes than those from {@code offset} on. */
    static Verdict.Gone anotherPart(Answer answer, long offset) {
        return gone(
                "the answer is not the part that was asked for (bytes " + offset + "-): "
                        + answer.field(HttpHeaderNames.CONTENT_RANGE),
                offset);
    }

    private Verdict partial(Answer answer, long offset, boolean same) {
        long first = answer.first();
        if (!same || first < 0 || first > offset) {
            return anotherPart(answer, offset);
        }
        // Relays that are asked again because the way has changed look whether it leads to themselves; others keep what
        // they have.
        return answer.via().equals(via)
                ? Verdict.GoesOn.behind(offset - first)
                : gone("its bytes take another way through relays", offset);
    }
}
