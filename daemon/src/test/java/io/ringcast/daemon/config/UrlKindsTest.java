package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Declaring kinds of URLs and options. */
class UrlKindsTest {

    /** A type that a package makes for its own kind. */
    private record Point(int x, int y) {
        static Point parse(String text) {
            String[] parts = text.split("x", -1);
            if (parts.length != 2) {
                throw new InvalidValueException(text, "two numbers such as \"3x4\"");
            }
            return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        @Override
        public String toString() {
            return x + "x" + y;
        }
    }

    private static final ValueType<Point> POINT =
            ValueType.of("point", "two numbers such as \"3x4\"", Point::parse, Point::toString);

    @Test
    void takesOptionsOfTypesThatOthersMake() {
        Option<Point> start = Option.of("start", POINT, "1x2", "Where it starts.");
        Option<Optional<Point>> end = Option.of("end", POINT, "Where it ends.");
        Option<List<Point>> via = Option.list("via", POINT, "Where it goes through.");
        UrlKind kind = UrlKind.input("line", "line")
                .optionsInQuery()
                .options(start, end, via)
                .build();

        InputConfig input = UrlKinds.of(kind).input("line:?end=5x6&via=1x1,2x2");

        assertThat(input.get(start)).isEqualTo(new Point(1, 2));
        assertThat(input.get(end)).contains(new Point(5, 6));
        assertThat(input.get(via)).containsExactly(new Point(1, 1), new Point(2, 2));
        assertThatThrownBy(() -> UrlKinds.of(kind).input("line:?end=5"))
                .hasMessage("end: 5 (expected: two numbers such as \"3x4\")");
    }

    @Test
    void takesOptionsOutOfAQueryThatIsTheServers() {
        Option<String> method = Option.text("method", "PUT", "How it is sent.");
        Option<String> other = Option.text("other", "", "In the table only.");
        UrlKind kind = UrlKind.output("push", "push")
                .allows(UrlKind.Part.HOST, UrlKind.Part.PATH)
                .options(method, other)
                .takesFromQuery(method)
                .build();

        OutputConfig output = UrlKinds.of(kind).output("push://host/in?token=a&method=POST&other=1&m%65thod=x&flag");

        assertThat(output.get(method)).isEqualTo("POST");
        assertThat(output.get(other)).isEmpty();
        assertThat(output.url().query()).isEqualTo("token=a&other=1&m%65thod=x&flag");
        assertThatThrownBy(() -> UrlKinds.of(kind).output("push://host/in?method=a&method=b"))
                .hasMessageContaining("method: given twice");
    }

    @Test
    void prefersTheKindOfSchemeAndWord() {
        UrlKind any = UrlKind.input("any", "test").requires().build();
        UrlKinds kinds = UrlKinds.of(any, TestKinds.COUNTER);

        assertThat(kinds.input("test:counter").kind()).isSameAs(TestKinds.COUNTER);
        assertThat(kinds.input("test:other").kind()).isSameAs(any);
        assertThat(kinds.all()).containsExactly(any, TestKinds.COUNTER);
    }

    @Test
    void keepsInputsAndOutputsOfOneSchemeApart() {
        UrlKind in = UrlKind.input("tcp-in", "tcp")
                .requires(UrlKind.Part.HOST, UrlKind.Part.PORT)
                .build();
        UrlKinds kinds = UrlKinds.of(in, TestKinds.TCP);

        assertThat(kinds.input("tcp://a:1").kind()).isSameAs(in);
        assertThat(kinds.output("tcp://a:1").kind()).isSameAs(TestKinds.TCP);
    }

    @Test
    void refusesTwoKindsOfOneScheme() {
        UrlKind other = UrlKind.output("other", "tcp").build();

        assertThatThrownBy(() -> UrlKinds.of(TestKinds.TCP, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prefix: tcp");
    }

    @Test
    void refusesAnOptionThatIsDeclaredTwice() {
        Option<Boolean> name = Option.flag("name", false, "Clashes with the name that every output has.");

        assertThatThrownBy(() -> UrlKind.output("x", "x").options(name).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option: name");
    }

    @Test
    void refusesADefaultOutOfRange() {
        Option<Long> option = Option.integer("n", 5, "A number.");

        assertThatThrownBy(() -> option.between("6", "9")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void refusesARangeOfATypeWithoutOrder() {
        Option<Boolean> option = Option.flag("f", false, "A flag.");

        assertThatThrownBy(() -> option.between("false", "true")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysThatAMandatoryOptionIsMissing() {
        Option<Optional<String>> key = Option.text("stream", "Which one.").mandatory();
        UrlKind kind = UrlKind.input("own", "own").optionsInQuery().options(key).build();

        assertThatThrownBy(() -> UrlKinds.of(kind).input("own:"))
                .hasMessageStartingWith("stream: missing in own input");
        assertThat(UrlKinds.of(kind).input("own:?stream=a%20b").get(key)).contains("a b");
    }
}
