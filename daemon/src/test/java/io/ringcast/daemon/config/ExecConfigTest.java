package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Inputs and filters that are programs, as they are written. */
final class ExecConfigTest {

    private static final UrlKind EXEC = UrlKind.input("exec", "exec")
            .says("{ exec = [...] }", "A child.")
            .key(ExecOptions.EXEC)
            .options(ExecOptions.EXEC, ExecOptions.ENVIRONMENT, ExecOptions.DIRECTORY, ExecOptions.GRACE)
            .check(ExecOptions::problem)
            .build();

    @Test
    void aTableWithExecNeedsNoUrl() {
        InputConfig input = source("{ exec = [\"ffmpeg\", \"-i\", \"a b\"], environment = { LANG = \"C\" } }")
                .inputs()
                .get(0);

        assertThat(input.kind()).isSameAs(EXEC);
        assertThat(input.get(ExecOptions.EXEC)).containsExactly("ffmpeg", "-i", "a b");
        assertThat(ExecOptions.revealed(input.get(ExecOptions.ENVIRONMENT))).isEqualTo(Map.of("LANG", "C"));
    }

    @Test
    void aUrlAloneIsToldWhatIsMissing() {
        assertThat(problems("\"exec:ffmpeg\"")).singleElement().asString().contains("exec: missing in exec input");
    }

    @Test
    void namesWhatIsNoProgramNoPlaceAndNoVariable() {
        assertThat(problems("{ exec = [] }"))
                .singleElement()
                .asString()
                .contains("as the first word (expected: a program");
        assertThat(problems("{ exec = [\"-x\"] }")).singleElement().asString().contains("\"-x\" as the first word");
        assertThat(problems("{ exec = [\"x\"], directory = \"here\" }"))
                .singleElement()
                .asString()
                .contains("\"here\" (expected: an absolute path)");
        assertThat(problems("{ exec = [\"x\"], environment = { \"A=B\" = \"c\" } }"))
                .singleElement()
                .asString()
                .contains("A=B (expected: a name of letters, digits and underscores");
    }

    @Test
    void secretsAreNotPrinted() {
        String printed = ConfigPrinter.print(
                new Configuration(
                        DaemonConfig.DEFAULT,
                        List.of(
                                source(
                                        "{ exec = [\"f\", \"rtsp://me:hush@host/x\"], environment = { API_KEY = \"hush\", LANG = \"C\" } }"))));

        assertThat(printed).doesNotContain("hush").contains("rtsp://***@host/x").contains("\"LANG\" = \"C\"");
    }

    @Test
    void aFilterIsAWordOrAProgram() {
        assertThat(filter("")).isEqualTo(new FilterSpec.None());
        assertThat(filter("filter = \"mpegts\"")).isEqualTo(new FilterSpec.MpegTs());
        assertThat(filter("filter = [\"sox\", \"-\"]")).isEqualTo(new FilterSpec.Exec(List.of("sox", "-")));
        assertThat(result("[source.x]\ninputs = [{ exec = [\"a\"] }]\nfilter = \"sox -\"\n"))
                .isInstanceOf(LoadResult.Rejected.class);
        assertThat(result("[source.x]\ninputs = [{ exec = [\"a\"] }]\nfilter = []\n"))
                .isInstanceOf(LoadResult.Rejected.class);
    }

    private static FilterSpec filter(String key) {
        return sources("[source.x]\ninputs = [{ exec = [\"a\"] }]\n" + key + "\n")
                .get(0)
                .filter();
    }

    private static SourceConfig source(String input) {
        return sources("[source.x]\ninputs = [" + input + "]\n").get(0);
    }

    private static List<SourceConfig> sources(String toml) {
        LoadResult result = result(toml);
        assertThat(result).as(toml).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).configuration().sources();
    }

    private static List<Problem> problems(String input) {
        return ((LoadResult.Rejected) result("[source.x]\ninputs = [" + input + "]\n")).problems();
    }

    private static LoadResult result(String toml) {
        return new ConfigLoader(UrlKinds.of(EXEC), new SystemSecrets(Map.of())).parse(toml, "test.toml", Path.of(""));
    }
}
