package io.ringcast.daemon.source.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.Provenance;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;

/** What the first answer of a run makes of it: a file, a live stream, or nothing that anybody could hear. */
sealed interface FirstAnswer {

    int MAX_ICY_INTERVAL = 1 << 24;

    /**
     * A run begins.
     *
     * @param run what the sink is told of it
     * @param origin how it goes on behind a loss
     * @param doubtful to be asked whether the first bytes are media; absent where that is clear
     * @param icyInterval bytes between titles, absent where there are none
     * @param location where it comes from
     */
    record Begins(
            InputRun run, Origin origin, Optional<BodyType.CalledText> doubtful, OptionalInt icyInterval, URI location)
            implements FirstAnswer {}

    /** None of it is taken. */
    record Refused(InputFailure failure) implements FirstAnswer {}

    /** @param chunksEnd whether a body of unknown length is an item, that ends with its last chunk */
    static FirstAnswer of(Answer answer, boolean chunksEnd) {
        boolean whole = answer.status() == 200 || (answer.status() == 206 && answer.first() == 0);
        if (!whole) {
            return new Refused(HttpFailures.ofStatus(answer.head()));
        }
        BodyType type = BodyType.of(answer.field(HttpHeaderNames.CONTENT_TYPE));
        if (type instanceof BodyType.Refused refused) {
            return new Refused(refused.failure());
        }
        Optional<String> interval = Optional.ofNullable(answer.field("icy-metaint"))
                .map(String::strip)
                .filter(said -> !said.equals("0"));
        if (interval.isPresent() && !isInterval(interval.get())) {
            return new Refused(InputFailure.lasting(
                    Reason.BAD_RESPONSE,
                    "icy-metaint: " + interval.get() + " (expected: 1 to " + MAX_ICY_INTERVAL
                            + "; without it titles and sound cannot be told apart)"));
        }
        boolean finite = isFinite(answer, chunksEnd);
        Origin origin = origin(answer, finite);
        Optional<String> mediaType = type instanceof BodyType.Media media ? media.mediaType() : Optional.empty();
        return new Begins(
                finite
                        ? InputRun.item(mediaType)
                                .named(FileName.of(answer.head().headers()))
                        : InputRun.live(mediaType).from(provenance(answer, origin)),
                origin,
                type instanceof BodyType.CalledText text ? Optional.of(text) : Optional.empty(),
                interval.isPresent() ? OptionalInt.of(Integer.parseInt(interval.get())) : OptionalInt.empty(),
                answer.head().uri());
    }

    private static boolean isInterval(String interval) {
        return interval.matches("[0-9]{1,8}") && Integer.parseInt(interval) <= MAX_ICY_INTERVAL;
    }

    /** Whether it has an end: a length, whatever coding it is the length of, or a last chunk; what a station claims does not count. */
    private static boolean isFinite(Answer answer, boolean chunksEnd) {
        boolean station =
                answer.head().headers().names().stream().anyMatch(name -> name.regionMatches(true, 0, "icy-", 0, 4));
        Representation representation = answer.representation();
        boolean codedLength =
                representation.coded() && answer.head().headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        boolean chunked = chunksEnd && !answer.head().untilClose();
        return !station && (representation.length().isPresent() || codedLength || chunked);
    }

    private static Origin origin(Answer answer, boolean finite) {
        Representation representation = answer.representation();
        Optional<? extends Origin> counting = finite || representation.coded()
                ? Optional.empty()
                : LiveOrigin.of(answer).map(live -> (Origin) live).or(() -> PlainOrigin.of(answer));
        return counting.isPresent() ? counting.get() : new FileOrigin(representation, finite);
    }

    private static Provenance provenance(Answer answer, Origin origin) {
        Optional<LivePlace> place = origin instanceof LiveOrigin live ? Optional.of(live.place()) : Optional.empty();
        return new Provenance(answer.via(), place);
    }
}
