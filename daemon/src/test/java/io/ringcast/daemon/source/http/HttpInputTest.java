package io.ringcast.daemon.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.DownloadRequest.Resume;
import io.ringcast.daemon.source.ManualLoop;
import io.ringcast.daemon.source.RecordingSink;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an {@link HttpInput} makes of answers, first and later ones. */
final class HttpInputTest {

    private static final String TAG = "\"one\"";
    private static final String OLD = "Mon, 01 Jan 2024 00:00:00 GMT";
    private static final String NOW = "Thu, 01 Jan 2026 00:00:00 GMT";

    private final ManualLoop time = new ManualLoop();
    private final ScriptedDownloader client = new ScriptedDownloader();
    private final RecordingSink sink = new RecordingSink();
    private final byte[] film = new byte[10_000];
    private final HttpInput input = new HttpInput(
            time.loop(),
            client,
            "ringcast-0123456789abcdef",
            new HttpEndpoint(
                    URI.create("http://origin.example/film.ts"),
                    List.of(new Header("user-agent", Secret.of("Player/1"))),
                    Optional.empty(),
                    Optional.empty(),
                    Limits.DEFAULT),
            sink);

    @BeforeEach
    void starts() {
        new Random(7).nextBytes(film);
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
    void asksForTitlesAndForBytesAsTheyAre() {
        assertThat(client.last().request.headers().stream().map(field -> field.getKey() + ": " + field.getValue()))
                .containsExactly(
                        "user-agent: Player/1",
                        "Accept: */*",
                        "Accept-Encoding: identity",
                        "Icy-MetaData: 1",
                        "Ringcast-Counts: 1");
        assertThat(client.last().request.range()).isEmpty();
    }

    @Test
    void letsBytesWaitForAsLongAsTheSourceDoes() {
        client.last().answers(200, "Content-Type", "video/mp2t");

        assertThat(client.last().patienceNanos).isEqualTo(RecordingSink.PATIENCE_NANOS);
    }

    @Test
    void deliversAFileAndItsEnd() {
        client.last().answers(200, "Content-Length", "10000", "Content-Type", "video/mp2t");
        client.last().gives(film);
        client.last().completes();

        assertThat(sink.events()).containsExactly("connected finite video/mp2t", "ended");
        assertThat(sink.bytes()).isEqualTo(film);
    }

    @Test
    void resumesWithTheEntityTagAtTheByteWhereItBroke() {
        begins("ETag", TAG, "Last-Modified", OLD, "Date", NOW);

        resumes();
        assertThat(client.last().request.range()).contains(new Resume(4_000, Optional.of(TAG)));
        client.last().answers(206, "Content-Range", "bytes 4000-9999/10000", "Content-Length", "6000", "ETag", TAG);
        client.last().gives(part(4_000, 10_000));
        client.last().completes();

        assertThat(sink.events()).containsExactly("connected finite", "lost reset", "resumed at 4000", "ended");
        assertThat(sink.bytes()).isEqualTo(film);
    }

    @Test
    void resumesWithTheDateWhenItIsOldEnough() {
        begins("Last-Modified", OLD, "Date", NOW);

        resumes();

        assertThat(client.last().request.range()).contains(new Resume(4_000, Optional.of(OLD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "Mon, 01 Jan 2024 00:00:00 GMT and a half, or some time later, nobody knows when"
            })
    void doesNotMindDatesThatAreNone(String date) {
        begins("Last-Modified", date, "Date", NOW);

        resumes();

        assertThat(client.last().request.range()).contains(new Resume(4_000, Optional.empty()));
    }

    @Test
    void doesNotTrustWeakValidators() {
        begins("ETag", "W/\"one\"", "Last-Modified", OLD, "Date", OLD);

        resumes();

        assertThat(client.last().request.range()).contains(new Resume(4_000, Optional.empty()));
    }

    @Test
    void skipsWhatItHasWhenTheOriginSendsTheSameFromTheBegin() {
        begins("ETag", TAG);

        resumes();
        client.last().answers(200, "Content-Length", "10000", "ETag", TAG);
        client.last().gives(part(0, 3_000));
        client.last().gives(part(3_000, 10_000));
        client.last().completes();

        assertThat(sink.events()).endsWith("resumed at 4000", "ended");
        assertThat(sink.bytes()).isEqualTo(film);
    }

    @Test
    void skipsWhenTheOriginBeginsThePartEarlier() {
        begins("ETag", TAG);

        resumes();
        client.last().answers(206, "Content-Range", "bytes 3500-9999/10000", "Content-Length", "6500");
        client.last().gives(part(3_500, 10_000));
        client.last().completes();

        assertThat(sink.bytes()).isEqualTo(film);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | Content-Length: 10000 | ETag: \"two\"",
                "200 | Content-Length: 9999  | ETag: \"one\"",
                "200 | Transfer-Encoding: chunked | X: y",
                "206 | Content-Range: bytes 4000-9998/9999 | ETag: \"one\"",
                "206 | Content-Range: bytes 4000-9999/10000 | ETag: \"two\"",
                "206 | Content-Range: bytes 4001-9999/10000 | ETag: \"one\"",
                "206 | Content-Range: bytes 4000-9999/10000 | Content-Encoding: gzip",
                "206 | Content-Type: multipart/byteranges | ETag: \"one\"",
                "416 | Content-Range: bytes */3000 | X: y",
                "416 | X: y | X: y",
            })
    void givesARunUpWhenWhatIsThereNowIsNotWhatWasBegun(int status, String one, String other) {
        begins("ETag", TAG);

        resumes();
        String[] first = one.split(": *", 2);
        String[] second = other.split(": *", 2);
        client.last().answers(status, first[0].strip(), first[1].strip(), second[0].strip(), second[1].strip());

        assertThat(sink.events()).endsWith("lost changed");
        assertThat(input.canResume()).isFalse();
        assertThat(client.last().cancelled).isTrue();
        assertThat(sink.size()).isEqualTo(4_000);
    }

    @Test
    void endsWhenNothingIsLeftOfTheFile() {
        client.last().answers(206, "Content-Range", "bytes 0-9999/10000", "ETag", TAG);
        client.last().gives(film);
        client.last().fails(DownloadFailure.Kind.RESET);

        resumes();
        client.last().answers(416, "Content-Range", "bytes */10000");

        assertThat(sink.events()).containsExactly("connected finite", "lost reset", "resumed at 10000", "ended");
    }

    @Test
    void canStillResumeAfterTroubleThatSaysNothingOfTheFile() {
        begins("ETag", TAG);

        resumes();
        client.last().answers(503);
        assertThat(sink.events()).endsWith("lost http-5xx");
        assertThat(input.canResume()).isTrue();
        resumes();
        client.last().fails(DownloadFailure.Kind.CONNECT);
        resumes();

        assertThat(client.last().request.range()).contains(new Resume(4_000, Optional.of(TAG)));
    }

    @Test
    void takesABodyThatIsShorterThanAnnouncedForALoss() {
        begins("ETag", TAG);
        resumes();
        client.last().answers(206, "Content-Range", "bytes 4000-9999/10000", "Transfer-Encoding", "chunked");
        client.last().gives(part(4_000, 5_000));

        client.last().completes();

        assertThat(sink.events()).endsWith("lost truncated");
        assertThat(input.canResume()).isTrue();
    }

    @Test
    void beginsACodedFileAgainAndSkipsWhatItHas() {
        client.last().answers(200, "Content-Length", "7000", "Content-Encoding", "gzip", "ETag", TAG);
        client.last().gives(part(0, 4_000));
        client.last().fails(DownloadFailure.Kind.RESET);

        resumes();
        assertThat(client.last().request.range()).isEmpty();
        client.last().answers(200, "Content-Length", "7000", "Content-Encoding", "gzip", "ETag", TAG);
        client.last().gives(film);
        client.last().completes();

        assertThat(sink.events()).containsExactly("connected finite", "lost reset", "resumed at 4000", "ended");
        assertThat(sink.bytes()).isEqualTo(film);
    }

    @Test
    void cannotResumeWhatNothingIdentifies() {
        client.last().answers(200, "Content-Length", "7000", "Content-Encoding", "gzip");
        client.last().gives(part(0, 4_000));
        client.last().fails(DownloadFailure.Kind.RESET);

        assertThat(sink.events()).containsExactly("connected finite", "lost reset");
        assertThat(input.canResume()).isFalse();
    }

    @Test
    void takesTheCloseOfALiveStreamForALoss() {
        client.last().answers(200, "Content-Type", "audio/mpeg");
        client.last().gives(part(0, 100));

        client.last().completes();

        assertThat(sink.events()).containsExactly("connected live audio/mpeg", "lost closed");
        assertThat(input.canResume()).isFalse();
    }

    @Test
    void takesAStationForLiveWhateverLengthItClaims() {
        client.last().answers(200, "Content-Length", "54000000", "icy-name", "Radio", "Content-Type", "audio/mpeg");

        assertThat(sink.events()).containsExactly("connected live audio/mpeg");
    }

    @Test
    void takesTitlesOutOfTheSound() {
        client.last().answers(200, "icy-metaint", "100");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(part(0, 100));
        body.write(2);
        body.writeBytes(Arrays.copyOf("StreamTitle='It's on';".getBytes(StandardCharsets.UTF_8), 32));
        body.writeBytes(part(100, 200));
        body.write(0);
        body.writeBytes(part(200, 250));

        for (byte b : body.toByteArray()) {
            client.last().gives(new byte[] {b});
        }

        assertThat(sink.events()).containsExactly("connected live", "title It's on at 100");
        assertThat(sink.bytes()).isEqualTo(part(0, 250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", "99999999999"})
    void refusesAnIntervalThatIsNone(String interval) {
        client.last().answers(200, "icy-metaint", interval);

        assertThat(sink.events()).containsExactly("lost bad-response lasting");
    }

    @ParameterizedTest
    @CsvSource({
        "404,http-4xx,true",
        "401,http-4xx,true",
        "429,http-4xx,true",
        "408,http-4xx,false",
        "500,http-5xx,false",
        "204,http-status,true",
        "304,http-status,true",
        "206,http-status,true",
    })
    void saysWhatAStatusMeans(int status, String reason, boolean lasting) {
        client.last().answers(status);

        assertThat(sink.events()).containsExactly("lost " + reason + (lasting ? " lasting" : ""));
        assertThat(sink.lastFailure().detail()).contains(String.valueOf(status)).contains("origin.example");
        assertThat(client.last().cancelled).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html; charset=utf-8 | content-type",
                "application/json | content-type",
                "application/problem+json | content-type",
                "application/xspf+xml | playlist",
                "application/dash+xml | playlist",
            })
    void refusesWhatIsNoMedia(String type, String reason) {
        client.last().answers(200, "Content-Type", type);

        assertThat(sink.events()).containsExactly("lost " + reason + " lasting");
    }

    @Test
    void refusesTextButNotAFileThatIsOnlyCalledText() {
        client.last().answers(200, "Content-Type", "text/plain", "Content-Length", "10");
        client.last().gives("Sorry, no.".getBytes(StandardCharsets.UTF_8));
        assertThat(sink.events()).containsExactly("connected finite", "lost content-type lasting");
        assertThat(sink.size()).isZero();

        input.start();
        time.run();
        client.last().answers(200, "Content-Type", "text/vnd.trolltech.linguist", "Content-Length", "10");
        client.last().gives(new byte[] {0x47, 0x40, 0x00, 0x10, 0, 0, 1, 2, 3, 4});
        assertThat(sink.size()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/octet-stream | connected live",
                "nonsense                 | connected live",
                "audio/ogg; codecs=opus   | connected live audio/ogg; codecs=opus",
            })
    void keepsTheMediaTypeIfItSaysSomething(String type, String event) {
        client.last().answers(200, "Content-Type", type);

        assertThat(sink.events()).containsExactly(event);
    }

    @Test
    void holdsBackOnlyAfterTheHeadAndAlsoAfterAResumption() {
        input.autoRead(false);
        assertThat(client.last().reading).isTrue();
        begins("ETag", TAG);
        assertThat(client.last().reading).isFalse();

        resumes();
        assertThat(client.last().reading).isTrue();
        client.last().answers(206, "Content-Range", "bytes 4000-9999/10000");
        assertThat(client.last().reading).isFalse();
        input.autoRead(true);

        assertThat(client.last().reading).isTrue();
    }

    @Test
    void saysNothingAnyMoreWhenInterruptedOrStopped() {
        begins("ETag", TAG);
        input.start();
        time.run();
        ScriptedDownloader.Fetch running = client.last();

        input.interrupt();
        running.answers(404);
        running.gives(film);
        running.fails(DownloadFailure.Kind.RESET);
        input.start();
        input.stop();
        time.run();

        assertThat(running.cancelled).isTrue();
        assertThat(client.fetches).hasSize(2);
        assertThat(sink.events()).containsExactly("connected finite", "lost reset");
    }

    /** The first 4,000 bytes of the film come, then the connection breaks. */
    private void begins(String... fields) {
        String[] all = Arrays.copyOf(fields, fields.length + 2);
        all[fields.length] = "Content-Length";
        all[fields.length + 1] = "10000";
        client.last().answers(200, all);
        ScriptedDownloader.Fetch first = client.last();
        first.gives(part(0, 4_000));
        if (first.reading) {
            first.fails(DownloadFailure.Kind.RESET);
        }
    }

    private void resumes() {
        assertThat(input.canResume()).isTrue();
        input.start();
        time.run();
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(film, from, to);
    }
}
