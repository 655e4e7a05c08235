package io.ringcast.daemon.config;

import static io.ringcast.daemon.config.Loading.onlyProblem;
import static io.ringcast.daemon.config.Loading.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a wrong configuration, and where. */
class ProblemsTest {

    @Test
    void reportsEverythingAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                [daemon]
                htpp = ":8000"
                loops = "many"
                [source.News]
                inputs = ["test:card"]
                [source.film]
                inputs = ["http://a/", "tset:card",
                          { url = "http://a/", conect-timeout = "1s" }]
                stall = 10
                latency = "5s"
                [server]
                x = 1
                """))
                .satisfiesExactly(
                        p -> assertThat(p)
                                .startsWith("ringcast.toml:2:1: htpp: unknown key in [daemon]")
                                .endsWith("did you mean 'http'?)"),
                        p -> assertThat(p).isEqualTo("ringcast.toml:3:1: loops: \"many\" (expected: a whole number)"),
                        p -> assertThat(p).startsWith("ringcast.toml:4:1: source.News (expected: a name of lower case"),
                        p -> assertThat(p)
                                .startsWith("ringcast.toml:7:24: inputs[1]: tset:card")
                                .endsWith("did you mean 'test:card'?)"),
                        p -> assertThat(p)
                                .startsWith("ringcast.toml:8:32: conect-timeout: unknown key in http input")
                                .endsWith("did you mean 'connect-timeout'?)"),
                        p -> assertThat(p)
                                .isEqualTo("ringcast.toml:9:1: stall: 10 (expected: " + Durations.MILLIS.expectation()
                                        + ")"),
                        p -> assertThat(p)
                                .startsWith("ringcast.toml:10:1: latency: \"5s\"")
                                .endsWith("from 5ms to 2s)"),
                        p -> assertThat(p)
                                .isEqualTo(
                                        "ringcast.toml:11:1: server: unknown key (expected: [daemon] or [source.NAME])"));
    }

    @Test
    void saysWhereSyntaxIsWrong() {
        assertThat(problems("[daemon]\nhttp = :8000\nloops = }\n"))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("ringcast.toml:2:8: Unexpected ':'"),
                        p -> assertThat(p).startsWith("ringcast.toml:3:9: Unexpected '}'"));
        assertThat(onlyProblem("[daemon]\nloops = 1\nloops = 2\n"))
                .startsWith("ringcast.toml:3:1: loops previously defined");
        assertThat(onlyProblem("a = " + "[".repeat(100))).contains("too deep");
    }

    @Test
    void saysWhereAKeyBelongs() {
        assertThat(onlyProblem("memory = \"64MiB\"\n")).endsWith("it belongs in [daemon])");
        assertThat(onlyProblem("ring = \"30s\"\n")).endsWith("it belongs in [source.NAME])");
        assertThat(onlyProblem("[daemon]\nring = \"30s\"\n")).endsWith("it belongs in [source.NAME])");
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\nhttp = \":80\"\n"))
                .endsWith("it belongs in [daemon])");
        assertThat(onlyProblem("[news]\ninputs = [\"test:card\"]\n")).endsWith("write [source.news])");
        assertThat(onlyProblem("[sources.news]\ninputs = [\"test:card\"]\n")).endsWith("did you mean 'source'?)");
    }

    @Test
    void saysThatANameWithADotIsQuoted() {
        assertThat(problems("[source.news.hd]\ninputs = [\"test:card\"]\n"))
                .anySatisfy(p -> assertThat(p)
                        .contains("hd: unknown key in [source.news]")
                        .contains("[source.\"NAME.NAME\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anounce = true", "rate = \"1Mbit/s\"", "bitrate = 5"})
    void knowsNoKeyThatDoesNothing(String line) {
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\n" + line + "\n"))
                .startsWith("ringcast.toml:3:1: ")
                .contains("unknown key in [source.a]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "daemon = 1; daemon: 1 (expected: [daemon])",
                "source = []; source: an array (expected: [source.NAME])",
                "source.a = true; source.a: true (expected: a table)"
            })
    void saysThatATableIsMissing(String toml, String message) {
        assertThat(onlyProblem(toml + "\n")).isEqualTo("ringcast.toml:1:1: " + message);
    }

    @Test
    void saysThatInputsAreMissing() {
        assertThat(onlyProblem("[source.a]\ntitle = \"A\"\n"))
                .startsWith("ringcast.toml:1:1: inputs: missing in [source.a]");
        assertThat(onlyProblem("[source.a]\ninputs = []\n")).startsWith("ringcast.toml:2:1: inputs: none in source a");
        assertThat(onlyProblem("[source.a]\ninputs = \"test:card\"\n"))
                .startsWith("ringcast.toml:2:1: inputs: \"test:card\" (expected: an array");
        assertThat(onlyProblem("[source.a]\ninputs = [7]\n"))
                .startsWith("ringcast.toml:2:11: inputs[0]: 7 (expected: a URL or a table");
        assertThat(onlyProblem("[source.a]\ninputs = [{ user = \"u\" }]\n")).contains("inputs[0]: a table without url");
        assertThat(onlyProblem("[source.a]\ninputs = [{ url = 7 }]\n")).contains("inputs[0]: 7 (expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "http:///x; expected: a host",
                "http://a b/; expected: a URL such as",
                "test:card?rate=1Mbit/s; expected: no query",
                "test:crad; did you mean 'test:card'",
                "htpp://a/; did you mean 'http'",
                "tcp://a:5; this one belongs in outputs",
                "test:counter?rate=1bit/s; from 1kbit/s to 10Gbit/s",
                "test:counter?raet=1Mbit/s; did you mean 'rate'",
                "test:counter?rate=1Mbit/s&rate=2Mbit/s; given twice",
                "film/none.ts; a URL with a scheme"
            })
    void saysWhatIsWrongWithAnInput(String url, String message) {
        assertThat(onlyProblem("[source.a]\ninputs = [\"" + url + "\"]\n"))
                .startsWith("ringcast.toml:2:11: ")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tcp://; expected: a port; write tcp://[HOST]:PORT",
                "tcp://:5000/news; expected: no path",
                "tcp://u:p@:5000; expected: no user and password",
                "http://a/; this one belongs in inputs",
                "tcp://:5000?allow=10.0.0.0/8,nonsense; allow: nonsense (expected: a range",
                "tcp://:5000?max-listeners=0; at least 1",
                "tcp://:5000?reuse=maybe; true or false",
                "tcp://:5000?name=A; a name of lower case"
            })
    void saysWhatIsWrongWithAnOutput(String url, String message) {
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\noutputs = [\"" + url + "\"]\n"))
                .startsWith("ringcast.toml:3:12: ")
                .contains(message);
    }

    @Test
    void saysThatAnOptionStandsInUrlAndTable() {
        assertThat(onlyProblem("[source.a]\ninputs = [{ url = \"test:counter?rate=1Mbit/s\", rate = \"2Mbit/s\" }]\n"))
                .endsWith("rate: given twice (expected: once, in the URL or in the table)");
    }

    @Test
    void saysThatOptionsExcludeEachOther() {
        assertThat(onlyProblem("[source.a]\ninputs = [{ url = \"http://a/\", user = \"u\", token = \"t\" }]\n"))
                .isEqualTo(
                        "ringcast.toml:2:44: token: given together with user (expected: one of them; remove the other)");
        assertThat(onlyProblem("[source.a]\ninputs = [{ url = \"http://u:p@a/\", user = \"u\" }]\n"))
                .contains("user: given in the URL and as a key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "password = 12345",
                "password = \"\"",
                "password = { fiel = \"sesame12345\" }",
                "password = [\"sesame12345\"]",
                "password = { file = \"/nonexistent/file\" }",
                "headers = { Authorization = 12345 }",
                "headers = { \"Bad Name\" = \"sesame12345\" }",
                "headers = { Content-Length = \"sesame12345\" }",
                "headers = { X-Line = \"sesame12345\\r\\nX-Other: 1\" }",
                "proxy = \"ftp://user:sesame12345@proxy\"",
                "proxy = \"http://user:sesame12345@proxy:x\"",
                "ca-file = \"/nonexistent/file\"",
                "max-redirects = 51",
                "user-agent = \"a\\r\\nX-Injected: 1\""
            })
    void refusesWrongOptionsWithoutShowingSecrets(String option) {
        assertThat(onlyProblem("[source.a]\ninputs = [{ url = \"http://a/\", " + option + " }]\n"))
                .contains(option.substring(0, option.indexOf(' ')))
                .contains("expected: ")
                .doesNotContain("12345")
                .doesNotContain("\n");
    }

    @Test
    void refusesASecretInAQuery() {
        UrlKind kind = UrlKind.input("own", "own")
                .optionsInQuery()
                .options(TestKinds.TOKEN)
                .build();
        ConfigLoader loader = new ConfigLoader(UrlKinds.of(kind), new SystemSecrets(Map.of()));

        LoadResult result = loader.parse("[source.a]\ninputs = [\"own:?token=sesame\"]\n", "x", Path.of(""));

        assertThat(result.toString()).contains("never in a URL").doesNotContain("sesame");
    }

    @Test
    void pointsAtTheWrongElementOfAList() {
        assertThat(
                        onlyProblem(
                                "[source.a]\ninputs = [\"test:card\"]\noutputs = [{ url = \"tcp://:5\", allow = [\"::1\", 7] }]\n"))
                .startsWith("ringcast.toml:3:48: allow[1]: 7 (expected: a range");
    }
}
