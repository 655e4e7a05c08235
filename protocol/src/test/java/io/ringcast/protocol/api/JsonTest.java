package io.ringcast.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private enum Colour {
        RED,
        GREEN
    }

    private record Everything(
            String text,
            boolean truth,
            int small,
            long large,
            double real,
            Colour colour,
            Optional<String> note,
            List<Leaf> leaves) {}

    private record Leaf(String name) {}

    record Positive(int value) {
        Positive {
            if (value < 1) {
                throw new IllegalArgumentException("value: " + value + " (expected: >= 1)");
            }
        }
    }

    private record Numbers(int small, long large, double real) {}

    private static final SourceView SOURCE = new SourceView(
            "news",
            "streaming",
            "since 12:00",
            "mpegts",
            "video/mp2t",
            "Tägliche \"Nachrichten\" \\ 今日 🎬",
            List.of(new SourceView.InputView(0, "http://origin.example/news.ts", true, false, 2, "closed: after 3 s")),
            List.of(new SourceView.OutputView("tcp", "tcp", "tcp://:5000", true, 3, "")),
            "00000000deadbeef",
            17,
            9_007_199_254_740_993L,
            1 << 24,
            29.5,
            Long.MAX_VALUE,
            0,
            3,
            Optional.of("only from its beginning"));

    @Test
    void theRecordsOfTheApiComeBackAsTheyWent() throws JsonException {
        ListenerView listener = new ListenerView(
                7,
                "news",
                "tcp",
                "tcp",
                "[::1]:4711",
                "",
                "2026-01-02T03:04:05Z",
                1.5,
                "skip",
                1,
                2,
                0.25,
                3,
                4,
                new DeliveryView(
                        12.5,
                        Optional.of(125_000L),
                        Optional.empty(),
                        Optional.of(500_000L),
                        List.of(0.0, 0.25),
                        Optional.of(new DeliveryView.TcpView(
                                1, 40.25, 2, 7, 1, 10, 1448, Optional.of(3L), Optional.empty(), 20, true))));
        EndView end =
                new EndView(listener, "2026-01-02T03:05:05Z", "lapped", Optional.of("peer"), "read nothing for 30 s");

        assertThat(Json.readList(Json.write(List.of(SOURCE, SOURCE)), SourceView.class))
                .containsExactly(SOURCE, SOURCE);
        assertThat(Json.read(Json.write(listener), ListenerView.class)).isEqualTo(listener);
        assertThat(Json.read(Json.write(end), EndView.class)).isEqualTo(end);
    }

    @Test
    void anObjectHasTheComponentsByNameInTheirOrder() {
        Everything all =
                new Everything("a", true, -1, 1L << 40, 0.5, Colour.GREEN, Optional.of("n"), List.of(new Leaf("l")));

        assertThat(Json.write(all))
                .isEqualTo("{\"text\":\"a\",\"truth\":true,\"small\":-1,\"large\":1099511627776,\"real\":0.5,"
                        + "\"colour\":\"GREEN\",\"note\":\"n\",\"leaves\":[{\"name\":\"l\"}]}");
    }

    @Test
    void anEmptyOptionalIsLeftOutAndReadBackFromNothingOrNull() throws JsonException {
        Everything all = new Everything("a", false, 0, 0, 0, Colour.RED, Optional.empty(), List.of());

        String text = Json.write(all);

        assertThat(text).doesNotContain("note");
        assertThat(Json.read(text, Everything.class)).isEqualTo(all);
        assertThat(Json.read(text.replace("\"leaves\"", "\"note\":null,\"leaves\""), Everything.class))
                .isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '\0',
            value = {
                "\"\\\"\\\\\\/\" 22,5c,2f",
                "\"\\b\\f\\n\\r\\t\" 8,c,a,d,9",
                "\"\\u00e4\\uD83C\\uDFAC\" e4,d83c,dfac",
                "\"\\ud83c\" d83c",
                "\"ä🎬\" e4,d83c,dfac",
            })
    void readsEveryEscape(String string, String expectedUnits) throws JsonException {
        String name = Json.read("{\"name\":" + string + "}", Leaf.class).name();

        assertThat(String.join(",", name.chars().mapToObj(Integer::toHexString).toList()))
                .isEqualTo(expectedUnits);
    }

    @Test
    void everyCharacterComesBackAlsoThroughUtf8() throws JsonException {
        StringBuilder every = new StringBuilder();
        for (int c = 0; c <= 0xFFFF; c++) {
            every.append((char) c).append('-');
        }
        every.append("🎬\uDFAC\uD83C");

        String text = Json.write(new Leaf(every.toString()));
        String received = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(Json.read(received, Leaf.class).name()).isEqualTo(every.toString());
        assertThat(text.chars().filter(c -> c < 0x20)).isEmpty();
    }

    @Test
    void unknownMembersAreIgnored() throws JsonException {
        String text = "{\"later\":{\"a\":[1,{\"b\":null}]},\"name\":\"x\",\"more\":[true,false,1e3]}";

        assertThat(Json.read(text, Leaf.class)).isEqualTo(new Leaf("x"));
    }

    @Test
    void spaceIsAllowedWhereTheGrammarHasIt() throws JsonException {
        assertThat(Json.readList(" \r\n\t[ { \"name\" : \"x\" } , { \"name\" : \"y\" } ] \n", Leaf.class))
                .containsExactly(new Leaf("x"), new Leaf("y"));
        assertThat(Json.readList("[ ]", Leaf.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0.0",
        "-0, 9223372036854775807, -1.25e-2, 9223372036854775807, -0.0125",
        "2147483647, -9223372036854775808, 1E3, -9223372036854775808, 1000",
        "1e2, 10.0, 5, 10, 5",
    })
    void readsNumbers(String small, String large, String real, long expectedLarge, double expectedReal)
            throws JsonException {
        Numbers numbers =
                Json.read("{\"small\":%s,\"large\":%s,\"real\":%s}".formatted(small, large, real), Numbers.class);

        assertThat(numbers.small()).isEqualTo((int) Double.parseDouble(small));
        assertThat(numbers.large()).isEqualTo(expectedLarge);
        assertThat(numbers.real()).isEqualTo(expectedReal);
    }

    @Test
    void saysWhichMemberIsMissingOrWrongAndWhatWasExpected() {
        assertThatThrownBy(() -> Json.readList("[{\"name\":\"x\"},{}]", Leaf.class))
                .hasMessage("$[1].name: missing (expected: a string)");
        assertThatThrownBy(() -> Json.read("{\"name\":null}", Leaf.class))
                .hasMessage("$.name: null (expected: a string)");
        assertThatThrownBy(() -> Json.read("{\"small\":2147483648,\"large\":0,\"real\":0}", Numbers.class))
                .hasMessage("$.small: 2147483648 (expected: a whole number of 32 bits)");
        assertThatThrownBy(() -> Json.read("{\"small\":1,\"large\":1.5,\"real\":0}", Numbers.class))
                .hasMessage("$.large: 1.5 (expected: a whole number of 64 bits)");
        assertThatThrownBy(() -> Json.read("{\"small\":1,\"large\":1,\"real\":1e400}", Numbers.class))
                .hasMessage("$.real: 1E+400 (expected: a number)");
        assertThatThrownBy(() -> Json.read("[]", Leaf.class)).hasMessage("$: an array (expected: an object)");
        assertThatThrownBy(() -> Json.readList("{}", Leaf.class)).hasMessage("$: an object (expected: an array)");
    }

    @Test
    void namesTheConstantsOfAnEnum() {
        Everything all = new Everything("a", false, 0, 0, 0, Colour.RED, Optional.empty(), List.of());
        String text = Json.write(all).replace("RED", "BLUE");

        assertThatThrownBy(() -> Json.read(text, Everything.class))
                .hasMessage("$.colour: BLUE (expected: one of [RED, GREEN])");
    }

    @Test
    void aRecordThatRefusesItsValuesSaysWhere() {
        assertThatThrownBy(() -> Json.readList("[{\"value\":1},{\"value\":0}]", Positive.class))
                .isInstanceOf(JsonException.class)
                .hasMessage("$[1]: value: 0 (expected: >= 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"name\":\"x\"",
                "{\"name\":\"x\",}",
                "{\"name\":\"x\"}}",
                "{name:\"x\"}",
                "{'name':'x'}",
                "{\"name\" \"x\"}",
                "{\"name\":\"x}",
                "{\"name\":\"\\x\"}",
                "{\"name\":\"\\u00g0\"}",
                "{\"name\":\"\\u\u0661\u0661\u0661\u0661\"}",
                "{\"name\":\"a\tb\"}",
                "{\"name\":\"x\"\u00a0}",
                "{\"n\":01,\"name\":\"x\"}",
                "{\"n\":+1,\"name\":\"x\"}",
                "{\"n\":.5,\"name\":\"x\"}",
                "{\"n\":1.,\"name\":\"x\"}",
                "{\"n\":1e,\"name\":\"x\"}",
                "{\"n\":-,\"name\":\"x\"}",
                "{\"n\":1e99999999999,\"name\":\"x\"}",
                "{\"n\":NaN,\"name\":\"x\"}",
                "{\"n\":nul,\"name\":\"x\"}",
                "{\"n\":[1,],\"name\":\"x\"}",
                "{\"name\":\"x\",\"name\":\"x\"}",
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.read(text, Leaf.class)).isInstanceOf(JsonException.class);
    }

    @Test
    void nestingAndNumbersHaveALimit() {
        String deep = "{\"n\":" + "[".repeat(100_000);
        String wide = "{\"n\":" + "9".repeat(100_000) + ",\"name\":\"x\"}";

        assertThatThrownBy(() -> Json.read(deep, Leaf.class)).hasMessageContaining("expected: at most 64");
        assertThatThrownBy(() -> Json.read(wide, Leaf.class)).hasMessageContaining("100000 characters");
    }

    @Test
    void whatJsonCannotSayIsTheProgrammersError() {
        assertThatThrownBy(() -> Json.write(new Numbers(0, 0, Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(List.of(new Object()))).isInstanceOf(IllegalArgumentException.class);
    }
}
