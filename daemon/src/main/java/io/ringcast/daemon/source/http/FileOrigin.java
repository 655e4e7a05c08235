package io.ringcast.daemon.source.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.DownloadRequest.Resume;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The origin of a body of which only its fields say whether a second one carries the same bytes: a file, which is resumed, or a live stream
 * that does not count, which is not.
 */
final class FileOrigin implements Origin {

    private final boolean finite;
    private Representation known;

    FileOrigin(Representation known, boolean finite) {
        this.known = known;
        this.finite = finite;
    }

    /** Whether it has an end. */
    boolean isFinite() {
        return finite;
    }

    /** Bytes of the whole; empty while nobody has said. */
    OptionalLong length() {
        return finite ? known.length() : OptionalLong.empty();
    }

    @Override
    public boolean canResume(long position) {
        return finite && position > 0 && known.isRecognisable();
    }

    /** The rest where positions on the wire are positions in the file, else all of it. */
    @Override
    public DownloadRequest request(HttpEndpoint endpoint, long position) {
        return endpoint.request(
                position == 0 || known.coded()
                        ? Optional.empty()
                        : Optional.of(new Resume(position, known.validator())));
    }

    /** It may only go on where the bytes broke off. */
    @Override
    public Verdict judge(Answer answer, long position) {
        Representation now = answer.representation();
        return switch (answer.status()) {
            case 206 -> partial(answer, now, position);
            case 200 ->
                known.isSameAs(now)
                        ? goesOn(position, now)
                        : changed("its length, ETag or Last-Modified is another than before, or missing");
            case 416 ->
                answer.complete() == position && !known.contradicts(now)
                        ? complete(now)
                        : changed("it has no byte " + position + " any more");
            default -> new Verdict.Later(HttpFailures.ofStatus(answer.head()));
        };
    }

    private Verdict partial(Answer answer, Representation now, long position) {
        long first = answer.first();
        if (first < 0 || first > position || now.coded()) {
            return changed("the answer is not the part that was asked for (bytes " + position + "-): "
                    + answer.field(HttpHeaderNames.CONTENT_RANGE));
        }
        return known.contradicts(now)
                ? changed("its length, ETag or Last-Modified is another than before")
                : goesOn(position - first, now);
    }

    private Verdict goesOn(long skip, Representation now) {
        known = known.learnedFrom(now);
        return Verdict.GoesOn.behind(skip);
    }

    private Verdict complete(Representation now) {
        known = known.learnedFrom(now);
        return new Verdict.Complete();
    }

    /** Another file than the one that was begun. */
    static Verdict.Gone changed(String why) {
        return new Verdict.Gone(InputFailure.passing(
                Reason.CHANGED, why + " (expected: the file that was begun; it begins again from its first byte)"));
    }
}
