package io.ringcast.daemon.config;

import static io.ringcast.daemon.config.Loading.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that are written from the declarations: print-config and the reference. */
class PagesTest {

    private static final String FULL = """
            [daemon]
            http = ":9000"
            [source.news]
            title = "Nächste \\"News\\" \\\\o/ …"
            inputs = [{ url = "https://origin.example/news.ts", user-agent = "Radio/1", max-redirects = 3,
                        headers = { Referer = "http://a/" } }, "test:counter?rate=4Mbit/s"]
            outputs = ["tcp://:5000", { url = "tcp://:5001", name = "lan", policy = "drop", allow = ["10.0.0.0/8", "::1"] }]
            ring = "16MiB"
            join = "oldest"
            pace = "4Mbit/s"
            fallback = "test:counter?rate=1Mbit/s"
            [source."b.2"]
            inputs = ["test:card"]
            """;

    @Test
    void printsAConfigurationThatLoadsAgain() {
        Configuration configuration = loaded(FULL);

        String printed = ConfigPrinter.print(configuration);

        assertThat(loaded(printed)).isEqualTo(configuration);
        assertThat(ConfigPrinter.print(loaded(printed)).lines().count())
                .isEqualTo(printed.lines().count());
    }

    @Test
    void printsEachKeyWithItsSentenceAndOrigin() {
        String printed = ConfigPrinter.print(loaded(FULL));

        assertThat(printed)
                .contains("http = \":9000\"  # ringcast.toml:2:1\n")
                .contains("""
                        # The most that all rings together may hold, outside the Java heap. (from 8MiB to 1TiB)
                        memory = "512MiB"  # default
                        """)
                .contains("[source.news]  # ringcast.toml:3:1\n")
                .contains("[[source.news.outputs]]  # ringcast.toml:7:27\n")
                .contains("# user is not set\n")
                .contains("title = \"Nächste \\\"News\\\" \\\\o/ …\"  # ")
                .contains("[source.\"b.2\"]");
    }

    @Test
    void printsEveryDeclaredKey() {
        String printed = ConfigPrinter.print(
                loaded(FULL.replace("[daemon]", "[daemon]\naccess-log = \"/var/log/ringcast/access.log\"")));

        assertThat(DaemonConfig.OPTIONS)
                .allSatisfy(option -> assertThat(printed)
                        .containsAnyOf("\n" + option.name() + " = ", "\n# " + option.name() + " is not set"));
        assertThat(SourceKeys.OPTIONS).allSatisfy(option -> assertThat(printed).contains(option.name()));
    }

    @Test
    void masksSecretsInPrintedConfiguration() {
        String printed = ConfigPrinter.print(loaded("""
                [source.news]
                inputs = [{ url = "http://user:sesame@origin.example/x?token=sesame",
                            headers = { X-Api-Key = "sesame", Cookie = "sesame" }, proxy = "http://me:sesame@proxy/" },
                          { url = "http://origin.example/", user = "u", password = "sesame" }]
                """));

        assertThat(printed)
                .doesNotContain("sesame")
                .contains("url = \"http://***@origin.example/x?token=***\"")
                .contains("headers = { \"X-Api-Key\" = \"***\", \"Cookie\" = \"***\" }")
                .contains("proxy = \"http://***@proxy/\"")
                .contains("password = \"***\"");
        assertThat(loaded(printed).sources()).hasSize(1);
    }

    @Test
    void saysInPrintedConfigurationWhatCameFromTheCommandLine() {
        SourceConfig source = SourceConfig.builder("a")
                .input(TestKinds.ALL.input("test:counter?rate=2Mbit/s"))
                .build();

        String printed = ConfigPrinter.print(new Configuration(DaemonConfig.DEFAULT, List.of(source)));

        assertThat(printed).contains("rate = \"2Mbit/s\"  # command line\n");
    }

    @Test
    void listsEveryKeyAndKindInTheReference() {
        String reference = Reference.markdown(TestKinds.ALL);

        assertThat(reference)
                .contains(
                        "| `latency` | duration, from 5ms to 2s | `\"50ms\"` | The most that a byte may wait in the daemon for"
                                + " company: less is sooner, more costs less. | nothing |\n")
                .contains("| `inputs` | list of URL or table | must be given |")
                .contains("| `policy` | auto, skip, drop or wait | `\"auto\"` |")
                .contains("| `ring` | duration or size | `\"30s\"` |")
                .contains("### `test:counter?rate=RATE`\n\nNumbers to verify. Can be held back (`policy = \"wait\"`)."
                        + " Options may stand in the query of the URL.\n\n| key |")
                .contains("### `test:card`\n\nA test card. Cannot be held back.\n\n### `test:counter")
                .contains("## Outputs\n")
                .contains("`user` and `token` exclude each other.")
                .contains("- **duration**: a duration such as \"50ms\"");
        assertThat(DaemonConfig.OPTIONS)
                .allSatisfy(option -> assertThat(reference).contains("| `" + option + "` |"));
        assertThat(SourceKeys.OPTIONS)
                .allSatisfy(option -> assertThat(reference).contains("| `" + option + "` |"));
        assertThat(OutputConfig.COMMON)
                .allSatisfy(option -> assertThat(reference).contains("| `" + option + "` |"));
    }

    @ParameterizedTest
    @ValueSource(classes = {DaemonConfig.class, SourceKeys.class})
    void listsEveryDeclaredOption(Class<?> type) throws ReflectiveOperationException {
        List<?> listed = (List<?>) type.getDeclaredField("OPTIONS").get(null);

        long declared = Arrays.stream(type.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Option.class)
                .count();

        assertThat(listed).doesNotHaveDuplicates().hasSize((int) declared);
    }

    @Test
    void tellsWhatDiffersAndWhatItCosts() {
        Configuration before = loaded("[source.a]\ninputs = [\"test:card\"]\n[source.b]\ninputs = [\"test:card\"]\n");
        Configuration after = loaded("""

                [source.a]
                inputs = ["test:counter"]
                latency = "20ms"
                ring = "20s"
                [source.c]
                inputs = ["test:card"]
                [daemon]
                stop-timeout = "1s"
                """);

        ConfigDiff diff = ConfigDiff.between(before, after);

        assertThat(diff.changes())
                .containsExactly(
                        new ConfigDiff.Change("", DaemonConfig.STOP_TIMEOUT),
                        new ConfigDiff.Change("a", SourceKeys.INPUTS),
                        new ConfigDiff.Change("a", SourceKeys.RING),
                        new ConfigDiff.Change("a", SourceKeys.LATENCY));
        assertThat(diff.cost("a")).isEqualTo(ChangeCost.NEW_RING);
        assertThat(diff.cost("")).isEqualTo(ChangeCost.NOTHING);
        assertThat(diff.added()).containsExactly("c");
        assertThat(diff.removed()).containsExactly("b");
    }

    @Test
    void seesNoDifferenceInWhatOnlyMoved() {
        Configuration before = loaded("[source.a]\ninputs = [\"http://u:p@a/\"]\n");
        Configuration after =
                loaded("# moved\n\n[source.a]\nstall = \"10s\"\n\ninputs = [{ url = \"http://u:p@A/\" }]\n");

        assertThat(ConfigDiff.between(before, after).changes()).isEmpty();
        assertThat(before).isEqualTo(after).hasSameHashCodeAs(after);
    }
}
