package io.ringcast.daemon.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.ManualLoop;
import io.ringcast.daemon.source.RecordingSink;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an {@link HttpInput} goes on with a live stream whose origin counts its bytes. */
final class LiveResumeTest {

    private static final String ME = "ringcast-0123456789abcdef";
    private static final String TAG = "\"00000000deadbeef\"";

    private final ManualLoop time = new ManualLoop();
    private final ScriptedDownloader client = new ScriptedDownloader();
    private final RecordingSink sink = new RecordingSink();
    private final byte[] body = new byte[10_000];
    private final HttpInput input = new HttpInput(
            time.loop(),
            client,
            ME,
            new HttpEndpoint(
                    URI.create("http://origin.example/news"),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Limits.DEFAULT),
            sink);

    LiveResumeTest() {
        new Random(3).nextBytes(body);
    }

    @BeforeEach
    void starts() {
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
    void asksForTheNextByteAndAllBehindIt() {
        beginsAndBreaks(1_000);

        resumes();

        assertThat(field("Range")).isEqualTo("bytes=50624-9007199254740991");
        assertThat(field("If-Range")).isEqualTo(TAG);
        assertThat(field("Icy-MetaData")).isNull();
        client.last().answers(206, "Content-Range", "bytes 50624-9007199254740991/*", "ETag", TAG);
        client.last().gives(Arrays.copyOfRange(body, 1_000, 10_000));
        assertThat(sink.bytes()).isEqualTo(body);
        assertThat(sink.events()).containsExactly("connected live", "lost reset", "resumed at 1000");
    }

    @Test
    void cannotGoOnInsideThePreamble() {
        beginsAndBreaks(375);

        assertThat(input.canResume()).isFalse();
    }

    @Test
    void cannotGoOnWithAStreamThatDoesNotCount() {
        client.last().answers(200, "Content-Type", "video/mp2t");
        client.last().gives(body);
        client.last().fails(DownloadFailure.Kind.RESET);

        assertThat(input.canResume()).isFalse();
    }

    @Test
    void isOverWhenTheOriginHasAnotherEpoch() {
        beginsAndBreaks(1_000);
        resumes();

        client.last().answers(200, "ETag", "\"00000000cafebabe\"", "Content-Location", "/news?from=@0");

        assertThat(sink.lastFailure().reason()).isEqualTo(Reason.CHANGED);
        assertThat(input.canResume()).isFalse();
    }

    @Test
    void isOverWhenTheByteHasLeftTheRing() {
        beginsAndBreaks(1_000);
        resumes();

        client.last().answers(416, "ETag", TAG, "Content-Range", "bytes */90000");

        assertThat(sink.lastFailure().reason()).isEqualTo(Reason.CHANGED);
        assertThat(sink.lastFailure().detail()).contains("byte 50624 has left its ring");
        assertThat(input.canResume()).isFalse();
    }

    @Test
    void triesAgainWhenARelayIsBehindOrInTrouble() {
        beginsAndBreaks(1_000);
        for (Map.Entry<Integer, String> answer :
                List.of(Map.entry(416, "bytes */50000"), Map.entry(503, "bytes */0"))) {
            resumes();

            client.last().answers(answer.getKey(), "ETag", TAG, "Content-Range", answer.getValue());

            assertThat(sink.lastFailure().lasting()).isFalse();
            assertThat(input.canResume()).isTrue();
        }
        resumes();
        client.last().answers(206, "Content-Range", "bytes 50624-9007199254740991/*", "ETag", TAG);
        assertThat(sink.events()).endsWith("resumed at 1000");
    }

    @Test
    void isOverWhenAnotherPartComes() {
        beginsAndBreaks(1_000);
        resumes();

        client.last().answers(206, "Content-Range", "bytes 50625-9007199254740991/*", "ETag", TAG);

        assertThat(input.canResume()).isFalse();
        assertThat(sink.bytes()).hasSize(1_000);
    }

    @Test
    void refusesWhatComesFromThisDaemonItself() {
        client.last().answers(200, "Via", "1.1 ringcast-00000000000000aa, 1.1 " + ME, "Via", "1.1 varnish (x)");

        assertThat(sink.lastFailure().reason()).isEqualTo(Reason.LOOP);
        assertThat(sink.lastFailure().lasting()).isTrue();
        assertThat(client.last().cancelled).isTrue();
        assertThat(sink.events()).doesNotContain("connected live");
    }

    private void beginsAndBreaks(int read) {
        client.last().answers(200, "ETag", TAG, "Content-Location", "/news?from=@50000", "Ringcast-Preamble", "376");
        client.last().gives(Arrays.copyOf(body, read));
        client.last().fails(DownloadFailure.Kind.RESET);
    }

    private void resumes() {
        assertThat(input.canResume()).isTrue();
        input.start();
        time.run();
    }

    private @Nullable String field(String name) {
        return client.last().request.headers().stream()
                .filter(field -> field.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
