package io.ringcast.daemon.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.DownloadRequest.Method;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.ManualLoop;
import io.ringcast.daemon.source.RecordingSink;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How an {@link HttpInput} goes on with a live stream whose origin knows RFC 8673 and nothing of ours. The origin holds bytes 40,000 to
 * 99,999; the first body began at byte 50,000 and broke behind byte 59,999.
 */
final class PlainResumeTest {

    private static final String TAG = "\"v7\"";
    private static final String LIVE = "9007199254740991";
    private static final int BEGIN = 50_000;
    private static final int BROKE = 60_000;
    private static final int HEAD = 100_000;

    private final ManualLoop time = new ManualLoop();
    private final ScriptedDownloader client = new ScriptedDownloader();
    private final RecordingSink sink = new RecordingSink();
    private final byte[] stream = new byte[HEAD];
    private final HttpInput input = new HttpInput(
            time.loop(),
            client,
            "ringcast-0123456789abcdef",
            new HttpEndpoint(
                    URI.create("http://origin.example/news"),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Limits.DEFAULT),
            sink);

    @BeforeEach
    void starts() {
        new Random(5).nextBytes(stream);
        input.start();
        time.run();
    }

    @AfterEach
    void freesEverything() {
        input.stop();
        time.close();
        LeakPresenceDetector.check();
    }

    @Test
    void findsItsPlaceBehindTheFirstLossAndGoesOnThere() {
        breaksAt(BROKE);

        resumes();
        assertThat(client.last().request.method()).isEqualTo(Method.HEAD);
        assertThat(field("Range")).isEqualTo("bytes=0-");
        assertThat(field("If-Range")).isNull();
        client.last().answers(206, "Content-Range", "bytes 40000-99999/*", "ETag", TAG);
        assertThat(client.last().request.method()).isEqualTo(Method.GET);
        assertThat(field("Range")).isEqualTo("bytes=47500-99999");
        assertThat(field("If-Range")).isEqualTo(TAG);
        client.last().answers(206, "Content-Range", "bytes 47500-99999/*", "ETag", TAG);
        client.last().gives(part(47_500, 61_111));
        client.last().gives(part(61_111, HEAD));
        assertThat(field("Range")).isEqualTo("bytes=55904-" + LIVE);
        assertThat(field("If-Range")).isEqualTo(TAG);
        assertThat(field("Icy-MetaData")).isNull();
        client.last().answers(206, "Content-Range", "bytes 55904-" + LIVE + "/*", "ETag", TAG);
        client.last().gives(part(55_904, 58_000));
        client.last().gives(part(58_000, 80_000));

        assertThat(sink.events()).containsExactly("connected live", "lost reset", "resumed at 10000");
        assertThat(sink.bytes()).isEqualTo(part(BEGIN, 80_000));
        assertThat(client.fetches.subList(0, 3)).allMatch(fetch -> fetch.cancelled);
    }

    @Test
    void asksForItsByteAtOnceBehindAllLaterLosses() {
        breaksAt(BROKE);
        resumes();
        isFound();
        client.last().answers(206, "Content-Range", "bytes 55904-" + LIVE + "/*", "ETag", TAG);
        client.last().gives(part(55_904, 70_000));
        client.last().fails(DownloadFailure.Kind.TRUNCATED);

        resumes();

        assertThat(client.last().request.method()).isEqualTo(Method.GET);
        assertThat(field("Range")).isEqualTo("bytes=65904-" + LIVE);
        client.last().answers(206, "Content-Range", "bytes 65904-" + LIVE + "/*");
        client.last().gives(part(65_904, 90_000));
        assertThat(sink.bytes()).isEqualTo(part(BEGIN, 90_000));
    }

    @Test
    void looksNoFurtherBackThanItHasRead() {
        // Nothing of this representation is ever given up, and a body without a range begins with its first byte.
        client.last().answers(200, "ETag", TAG);
        client.last().gives(part(0, 30_000));
        client.last().fails(DownloadFailure.Kind.RESET);
        resumes();

        client.last().answers(206, "Content-Range", "bytes 0-99999/*", "ETag", TAG);

        assertThat(field("Range")).isEqualTo("bytes=25904-99999");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | ETag: \"v7\" | X: y | does not say what it holds",
                "206 | ETag: \"v8\" | Content-Range: bytes 40000-99999/* | another ETag",
                "206 | ETag: \"v7\" | Content-Range: bytes 40000-99999/100000 | does not say what it holds",
                "206 | ETag: \"v7\" | Content-Range: bytes 0-9000/* | none of those that came can be",
                "405 | Allow: GET | X: y | does not say what it holds",
                "416 | Content-Range: bytes */* | X: y | does not say what it holds",
            })
    void isOverWhenTheOriginDoesNotKnowWhatItIsAsked(int status, String one, String other, String why) {
        breaksAt(BROKE);
        resumes();

        client.last().answers(status, name(one), value(one), name(other), value(other));

        isOver(why);
    }

    @Test
    void isOverWhenItsBytesHaveLeftTheOrigin() {
        breaksAt(BROKE);
        resumes();
        client.last().answers(206, "Content-Range", "bytes 70000-99999/*", "ETag", TAG);

        client.last().answers(206, "Content-Range", "bytes 73750-99999/*", "ETag", TAG);
        client.last().gives(part(73_750, HEAD));

        isOver("not among those that the origin holds");
    }

    @Test
    void isOverWhenItsBytesAreThereMoreThanOnce() {
        System.arraycopy(stream, BROKE - 6_000, stream, 80_000, 6_000);
        breaksAt(BROKE);
        resumes();
        client.last().answers(206, "Content-Range", "bytes 40000-99999/*", "ETag", TAG);

        client.last().answers(206, "Content-Range", "bytes 47500-99999/*", "ETag", TAG);
        client.last().gives(part(47_500, HEAD));

        isOver("more than once");
    }

    @ParameterizedTest
    @CsvSource({"200,bytes */*", "206,bytes 40000-99999/*", "404,bytes */*"})
    void isOverWhenThePartToLookThroughIsNotGiven(int status, String range) {
        breaksAt(BROKE);
        resumes();
        client.last().answers(206, "Content-Range", "bytes 40000-99999/*", "ETag", TAG);

        client.last().answers(status, "Content-Range", range, "ETag", TAG);

        isOver("to bytes=47500-99999");
    }

    @Test
    void looksAgainWhenThePartLeftTheOriginMeanwhileOrTheConnectionBreaks() {
        breaksAt(BROKE);
        resumes();
        client.last().answers(206, "Content-Range", "bytes 40000-99999/*", "ETag", TAG);
        client.last().answers(416, "Content-Range", "bytes */120000", "ETag", TAG);
        assertThat(sink.lastFailure().lasting()).isFalse();

        resumes();
        client.last().answers(503);
        resumes();
        client.last().fails(DownloadFailure.Kind.CONNECT);
        resumes();
        client.last().answers(206, "Content-Range", "bytes 40000-99999/*", "ETag", TAG);
        client.last().answers(206, "Content-Range", "bytes 47500-99999/*");
        client.last().gives(part(47_500, 60_500));
        client.last().completes();
        assertThat(sink.events()).endsWith("lost truncated");
        resumes();
        isFound();

        client.last().answers(206, "Content-Range", "bytes 55904-" + LIVE + "/*", "ETag", TAG);
        client.last().gives(part(55_904, HEAD));
        assertThat(sink.bytes()).isEqualTo(part(BEGIN, HEAD));
    }

    @Test
    void givesTheSearchUpWhenItTakesTooLong() {
        breaksAt(BROKE);
        resumes();
        client.last().answers(206, "Content-Range", "bytes 40000-99999/*", "ETag", TAG);
        client.last().answers(206, "Content-Range", "bytes 47500-99999/*", "ETag", TAG);
        client.last().gives(part(47_500, 50_000));

        time.advance(Duration.ofMillis(PlaceSearch.LONGEST_MILLIS));

        isOver("within 10 s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | ETag: \"v8\" | X: y | another ETag",
                "200 | ETag: \"v7\" | X: y | gives no part",
                "206 | ETag: \"v8\" | Content-Range: bytes 55904-9007199254740991/* | not the part",
                "206 | ETag: \"v7\" | Content-Range: bytes 60001-9007199254740991/* | not the part",
                "206 | ETag: \"v7\" | Content-Range: bytes 55904-99999/* | only what it has by now",
                "206 | ETag: \"v7\" | Content-Range: bytes 55904-9007199254740991/9007199254740992 | not the part",
                "206 | ETag: \"v7\" | X: y | not the part",
                "416 | ETag: \"v7\" | Content-Range: bytes */* | has left its ring",
                "416 | ETag: \"v7\" | Content-Range: bytes */200000 | has left its ring",
            })
    void isOverWhenTheOriginGivesSomethingElse(int status, String one, String other, String why) {
        breaksAt(BROKE);
        resumes();
        isFound();

        client.last().answers(status, name(one), value(one), name(other), value(other));

        isOver(why);
    }

    @Test
    void isOverBeforeTheFirstWrongByteWhenTheContentIsAnotherUnderTheSameTag() {
        breaksAt(BROKE);
        resumes();
        isFound();
        client.last().answers(206, "Content-Range", "bytes 55904-" + LIVE + "/*", "ETag", TAG);

        byte[] other = part(55_904, HEAD);
        other[4_095] ^= 1;
        client.last().gives(Arrays.copyOf(other, 4_000));
        client.last().gives(Arrays.copyOfRange(other, 4_000, other.length));

        assertThat(sink.events()).endsWith("resumed at 10000", "lost changed");
        assertThat(sink.bytes()).isEqualTo(part(BEGIN, BROKE));
        assertThat(input.canResume()).isFalse();
    }

    @Test
    void takesAPartThatBeginsEarlierOrLaterThanAskedIfTheByteIsInIt() {
        breaksAt(BROKE);
        resumes();
        isFound();
        client.last().answers(206, "Content-Range", "bytes 50000-" + LIVE + "/*", "ETag", TAG);
        client.last().gives(part(50_000, 70_000));
        client.last().fails(DownloadFailure.Kind.RESET);
        resumes();

        client.last().answers(206, "Content-Range", "bytes 69900-" + LIVE + "/*", "ETag", TAG);
        client.last().gives(part(69_900, HEAD));

        assertThat(sink.bytes()).isEqualTo(part(BEGIN, HEAD));
    }

    @Test
    void triesAgainWhenTheOriginIsBehindOrInTrouble() {
        breaksAt(BROKE);
        resumes();
        isFound();
        client.last().answers(416, "ETag", TAG, "Content-Range", "bytes */50000");
        assertThat(sink.lastFailure().lasting()).isFalse();
        resumes();
        client.last().answers(503);
        resumes();

        client.last().answers(206, "Content-Range", "bytes 55904-" + LIVE + "/*", "ETag", TAG);
        client.last().gives(part(55_904, HEAD));

        assertThat(sink.bytes()).isEqualTo(part(BEGIN, HEAD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ETag: W/\"v7\" | X: y", "Last-Modified: now | X: y", "ETag: \"v7\" | Accept-Ranges: none"})
    void cannotGoOnWithWhatNothingIdentifiesOrWhatKnowsNoRanges(String one, String other) {
        client.last().answers(200, name(one), value(one), name(other), value(other));
        client.last().gives(part(BEGIN, BROKE));
        client.last().fails(DownloadFailure.Kind.RESET);

        assertThat(input.canResume()).isFalse();
    }

    @Test
    void cannotGoOnBehindTooFewBytesToKnowThemAgain() {
        client.last().answers(200, "ETag", TAG);
        client.last().gives(part(BEGIN, BEGIN + PlainOrigin.LEAST - 1));
        client.last().fails(DownloadFailure.Kind.RESET);

        assertThat(input.canResume()).isFalse();
    }

    @Test
    void saysNothingOfASearchThatIsInterrupted() {
        breaksAt(BROKE);
        resumes();
        ScriptedDownloader.Fetch asking = client.last();

        input.interrupt();
        asking.fails(DownloadFailure.Kind.RESET);
        time.advance(Duration.ofMillis(PlaceSearch.LONGEST_MILLIS));

        assertThat(asking.cancelled).isTrue();
        assertThat(sink.events()).containsExactly("connected live", "lost reset");
    }

    private void breaksAt(int end) {
        client.last().answers(200, "ETag", TAG, "Accept-Ranges", "bytes");
        client.last().gives(part(BEGIN, end - 3));
        client.last().gives(part(end - 3, end));
        client.last().fails(DownloadFailure.Kind.RESET);
    }

    private void resumes() {
        assertThat(input.canResume()).isTrue();
        input.start();
        time.run();
    }

    /** The place is asked for and found. */
    private void isFound() {
        client.last().answers(206, "Content-Range", "bytes 40000-99999/*", "ETag", TAG);
        client.last().answers(206, "Content-Range", "bytes 47500-99999/*", "ETag", TAG);
        client.last().gives(part(47_500, HEAD));
        assertThat(field("Range")).isEqualTo("bytes=55904-" + LIVE);
    }

    private void isOver(String why) {
        assertThat(sink.lastFailure().reason()).isEqualTo(Reason.CHANGED);
        assertThat(sink.lastFailure().detail()).contains(why);
        assertThat(input.canResume()).isFalse();
        assertThat(client.last().cancelled).isTrue();
        assertThat(sink.bytes()).isEqualTo(part(BEGIN, BROKE));
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(stream, from, to);
    }

    private static String name(String field) {
        return field.split(": *", 2)[0].strip();
    }

    private static String value(String field) {
        return field.split(": *", 2)[1].strip();
    }

    private @Nullable String field(String name) {
        return client.last().request.headers().stream()
                .filter(field -> field.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
