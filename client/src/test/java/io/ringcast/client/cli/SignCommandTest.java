package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.access.FetchGrant;
import io.ringcast.protocol.access.Grant;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs that let somebody listen for a while. */
class SignCommandTest {

    private static final String KEY = "0123456789abcdef";
    private static final Pattern SIGNED =
            Pattern.compile("(.*)[?&]exp=([0-9]+)(?:&net=([^&]*))?&sig=([A-Za-z0-9_-]{43})(#.*)?\n");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path dir = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "http://h:8000/news, news, http://h:8000/news",
        "https://h/news.m3u8, news, https://h/news.m3u8",
        "https://h/news.m3u, news, https://h/news.m3u",
        "https://h/news.sdp, news, https://h/news.sdp",
        "https://h/news.ts, news, https://h/news.ts",
        "https://h/news.hd, news.hd, https://h/news.hd",
        "https://h/news/snapshot?last=10s, news, https://h/news/snapshot?last=10s",
        "https://h/news?exp=1&sig=old&from=oldest, news, https://h/news?from=oldest",
        "https://h/news#1, news, https://h/news",
    })
    void signsTheSourceAndKeepsTheRest(String url, String source, String kept) {
        long before = Instant.now().getEpochSecond();

        int code = run(Map.of("RINGCAST_SIGN_KEY", KEY), "sign", url, "--for", "1h");

        assertThat(code).isZero();
        Matcher signed = SIGNED.matcher(out.toString());
        assertThat(signed.matches()).as(out.toString()).isTrue();
        assertThat(signed.group(1)).isEqualTo(kept);
        assertThat(Long.parseLong(signed.group(2))).isBetween(before + 3600, before + 3660);
        Grant grant = Grant.read(source, signed.group(2), Optional.empty()).orElseThrow();
        assertThat(grant.isSignedBy(signed.group(4), KEY)).isTrue();
    }

    @Test
    void takesTheKeyFromAFileAndSignsTheNetwork() throws Exception {
        Path file = Files.writeString(dir.resolve("key"), KEY + "\n");

        int code = run(
                Map.of(),
                "sign",
                "http://h/news",
                "--for",
                "30s",
                "--network",
                "192.0.2.0/24",
                "--key-file",
                file.toString());

        assertThat(code).isZero();
        Matcher signed = SIGNED.matcher(out.toString());
        assertThat(signed.matches()).as(out.toString()).isTrue();
        assertThat(signed.group(3)).isEqualTo("192.0.2.0%2F24");
        Grant grant =
                Grant.read("news", signed.group(2), Optional.of("192.0.2.0/24")).orElseThrow();
        assertThat(grant.isSignedBy(signed.group(4), KEY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:8000/fetch?url=https%3A%2F%2Fm.example%2Fa.mp4%3Fx%3D1%26y%3D2, '', https://m.example/a.mp4?x=1&y=2, ''",
        "http://h:8000/fetch?url=https://m.example/a.mp4, '', https://m.example/a.mp4, ''",
        "http://h:8000/fetch, --url=https://m.example/a+b?x=1&y=2, https://m.example/a+b?x=1&y=2, ''",
        "http://h/fetch?download=film.mp4&url=http://old&sig=old, --url=http://m.example:81/, http://m.example:81/, download=film.mp4&",
    })
    void signsWhatIsToBeFetched(String url, String option, String target, String kept) {
        String[] arguments = option.isEmpty()
                ? new String[] {"sign", url, "--for", "1h"}
                : new String[] {"sign", url, "--for", "1h", option};

        int code = run(Map.of("RINGCAST_SIGN_KEY", KEY), arguments);

        assertThat(code).isZero();
        String query = out.toString().strip().replaceFirst("^[^?]*\\?", "");
        String seconds = query.replaceFirst(".*exp=([0-9]+).*", "$1");
        FetchGrant grant = FetchGrant.read(target, seconds, Optional.empty()).orElseThrow();
        assertThat(query).isEqualTo(kept + grant.query(KEY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h/news --for 0s",
                "http://h/ --for 1h",
                "http://h/a/b --for 1h",
                "tcp://h:1 --for 1h",
                "http://h/news --for 1h --network everywhere",
                "http://h/news --for 1h --key-file /nowhere/key",
                "http://h/news",
                "http://h/news --for 1h --url http://m.example/",
                "http://h/fetch --for 1h",
                "http://h/fetch?url=file:///etc/passwd --for 1h",
                "http://h/fetch --for 1h --url http://me:secret@m.example/",
                "http://h/fetch?url=http://%ZZ --for 1h",
            })
    void saysWhatIsWrong(String line) {
        int code = run(Map.of("RINGCAST_SIGN_KEY", KEY), ("sign " + line).split(" "));

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("ringcast sign: ").doesNotContain(KEY);
    }

    @Test
    void wantsAKey() {
        assertThat(run(Map.of(), "sign", "http://h/news", "--for", "1h")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("RINGCAST_SIGN_KEY or --key-file");
    }

    private int run(Map<String, String> environment, String... arguments) {
        return Main.run(
                arguments,
                environment,
                OutputStream.nullOutputStream(),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
