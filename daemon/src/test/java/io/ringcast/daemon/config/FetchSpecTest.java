package io.ringcast.daemon.config;

import static io.ringcast.daemon.config.Loading.loaded;
import static io.ringcast.daemon.config.Loading.onlyProblem;
import static io.ringcast.daemon.config.Loading.problems;
import static io.ringcast.daemon.config.Loading.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be fetched, as it is written. */
class FetchSpecTest {

    private static final String KEY = "sign-key = \"0123456789abcdef\"";

    @Test
    void isOffUnlessItIsGiven() {
        assertThat(loaded("[source.a]\ninputs = [\"test:card\"]\n").daemon().fetch())
                .isEmpty();
    }

    @Test
    void hasDefaultsForAllButHostsAndKey() {
        FetchSpec spec = fetch("hosts = [\"Media.example\"], " + KEY);

        assertThat(spec.hosts()).containsExactly(FetchHost.parse("media.example"));
        assertThat(spec.limit()).isEqualTo(8);
        assertThat(spec.ring()).isEqualTo(DataSize.parse("8MiB"));
        assertThat(spec.idle()).isEqualTo(Duration.ofSeconds(10));
        assertThat(spec.networks()).isEmpty();
    }

    @Test
    void isWrittenAsItIsReadWithoutTheKey() {
        FetchSpec spec = fetch("hosts = [\"*.cdn.example:8080\"], " + KEY
                + ", networks = [\"10.0.0.0/8\"], limit = 2, ring = \"16MiB\", idle = \"1m\"");

        assertThat(spec.toml())
                .isEqualTo("{ hosts = [\"*.cdn.example:8080\"], sign-key = \"***\", networks = [\"10.0.0.0/8\"],"
                        + " limit = 2, ring = \"16MiB\", idle = \"1m\" }");
    }

    @Test
    void saysWhereWhatIsWrong() {
        assertThat(onlyProblem(toml(KEY)))
                .startsWith(
                        "ringcast.toml:2:1: fetch: no hosts (expected: at least one host that may be fetched from;");
        assertThat(onlyProblem(toml("hosts = [\"media.example\"]")))
                .startsWith("ringcast.toml:2:1: fetch: no sign-key (expected: a secret");
        assertThat(onlyProblem(toml("hosts = [], " + KEY)))
                .contains(":2:", "fetch.hosts: [] (expected: at least one host");
        assertThat(onlyProblem(toml("hosts = [\"http://media.example/\"], " + KEY)))
                .contains("fetch.hosts[0]: http://media.example/ (expected: a host such as");
        assertThat(problems(toml("hosts = [\"a.example\"], " + KEY + ", limit = 0, ring = \"1MiB\", idle = \"2h\"")))
                .hasSize(3)
                .anySatisfy(problem ->
                        assertThat(problem).contains("fetch.limit: 0 (expected: a whole number from 1 to 1000)"))
                .anySatisfy(problem -> assertThat(problem).contains("fetch.ring: \"1MiB\" (expected: a size from 4MiB"))
                .anySatisfy(problem -> assertThat(problem).contains("fetch.idle: \"2h\" (expected: a duration"));
        assertThat(onlyProblem(toml("host = [\"a.example\"], hosts = [\"a.example\"], " + KEY)))
                .contains("fetch.host: unknown key", "did you mean 'hosts'");
        assertThat(onlyProblem("[daemon]\nfetch = true\n")).contains("fetch: true (expected: a table such as");
    }

    @Test
    void wantsMemoryForAsManyAsThereMayBe() {
        assertThat(onlyProblem(
                        "[daemon]\nmemory = \"32MiB\"\nfetch = { hosts = [\"a.example\"], limit = 9, " + KEY + " }\n"))
                .contains("memory: 32MiB (expected: at least 36MiB", "9 fetches");
        assertThat(warnings(toml("hosts = [\"a.example\"], sign-key = \"short\"")))
                .anySatisfy(warning -> assertThat(warning).contains("fetch.sign-key: short enough to be guessed"));
    }

    @ParameterizedTest
    @CsvSource({
        "media.example,        media.example,  80, true",
        "media.example,        media.example,  8080, false",
        "media.example,        x.media.example, 80, false",
        "media.example:8080,   media.example,  8080, true",
        "media.example:8080,   media.example,  80, false",
        "*.cdn.example,        a.b.cdn.example, 80, true",
        "*.cdn.example,        cdn.example,    80, false",
        "*.cdn.example,        evilcdn.example, 80, false",
        "*.cdn.example:81,     a.cdn.example,  81, true",
        "10.1.2.3,             10.1.2.3,       80, true",
        "[fd00::1]:81,         fd00:0:0::1,    81, true",
        "fd00::1,              fd00::1,        80, true",
        "localhost,            localhost,      80, true",
    })
    void hostsMatchThemselves(String written, String host, int port, boolean matches) {
        FetchHost listed = FetchHost.parse(written);

        assertThat(listed.matches(host, port, 80)).isEqualTo(matches);
        assertThat(FetchHost.parse(listed.toString())).isEqualTo(listed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.example",
                "a.*.example",
                "10.1.2",
                "a.example:0",
                "a.example:x",
                "a/b",
                "[::1",
                "*.1.2"
            })
    void otherTextsAreNoHosts(String text) {
        assertThatThrownBy(() -> FetchHost.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    private static FetchSpec fetch(String keys) {
        return loaded(toml(keys)).daemon().fetch().orElseThrow();
    }

    private static String toml(String keys) {
        return "[daemon]\nfetch = { " + keys + " }\n";
    }
}
