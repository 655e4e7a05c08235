package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever a file holds, loading it ends in a result, and every problem has a place and no line end. */
class GarbageTest {

    private static final String GOOD = """
            [daemon]
            http = ":9000"
            memory = "64MiB"
            [source.news]
            inputs = [{ url = "https://u:p@origin.example/news.ts?x=1", user-agent = "Radio/1", max-redirects = 3,
                        headers = { Referer = "http://a/" }, token = { file = "x" } }, "test:counter?rate=4Mbit/s"]
            outputs = ["tcp://:5000", { url = "tcp://[::1]:5001?reuse", name = "lan", allow = ["10.0.0.0/8", "::1"] }]
            ring = "16MiB"
            retry = "1s..60s"
            [[source.b.inputs]]
            url = "test:card"
            """;

    private static final List<String> PIECES = List.of(
            "[",
            "]",
            "[[",
            "{",
            "}",
            "\"",
            "'",
            "\"\"\"",
            "=",
            ".",
            ",",
            "\n",
            "#",
            "\\",
            "\\u0000",
            "%",
            "%zz",
            "://",
            "@",
            "?",
            "&",
            ":",
            "-",
            "1979-05-27T07:32:00Z",
            "1e400",
            "-9223372036854775808",
            "nan",
            "0x",
            "true",
            "daemon",
            "source",
            "inputs",
            "outputs",
            "url",
            "headers",
            "[source.",
            "[daemon]\n",
            "inputs = ",
            "\ud83d\ude00",
            "\u0000",
            "\ud800",
            "test:",
            "tcp://",
            "http://",
            "..",
            "99999999999999999999s",
            "::1/",
            "\r");

    @RepeatedTest(20)
    void endsInAResult(RepetitionInfo repetition) {
        long seed = 7_919L * repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            String toml = random.nextInt(4) == 0 ? pieces(random) : damaged(random);

            LoadResult result = Loading.load(toml);

            if (result instanceof LoadResult.Rejected rejected) {
                assertThat(rejected.problems())
                        .as("seed %d, round %d: %s", seed, i, toml)
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.toString())
                                .startsWith("ringcast.toml")
                                .doesNotContain("\n")
                                .doesNotContain("\u0000"));
            } else {
                Configuration configuration = ((LoadResult.Loaded) result).configuration();
                assertThat(ConfigPrinter.print(configuration))
                        .as("seed %d, round %d: %s", seed, i, toml)
                        .contains("[daemon]");
            }
        }
    }

    private static String pieces(Random random) {
        StringBuilder toml = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            toml.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return toml.toString();
    }

    private static String damaged(Random random) {
        StringBuilder toml = new StringBuilder(GOOD);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(toml.length());
            switch (random.nextInt(3)) {
                case 0 -> toml.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> toml.setCharAt(at, (char) random.nextInt(0x180));
                default -> toml.delete(at, Math.min(toml.length(), at + random.nextInt(12)));
            }
        }
        return toml.toString();
    }
}
