package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads a text as {@code ringcast.toml} with the kinds of {@link TestKinds}. */
final class Loading {

    private Loading() {}

    static LoadResult load(String toml) {
        return new ConfigLoader(TestKinds.ALL, new SystemSecrets(Map.of())).parse(toml, "ringcast.toml", Path.of(""));
    }

    static Configuration loaded(String toml) {
        LoadResult result = load(toml);
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).configuration();
    }

    /** The only source of a text. */
    static SourceConfig source(String toml) {
        assertThat(loaded(toml).sources()).hasSize(1);
        return loaded(toml).sources().get(0);
    }

    static List<String> warnings(String toml) {
        LoadResult result = load(toml);
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result)
                .warnings().stream().map(Problem::toString).toList();
    }

    static List<String> problems(String toml) {
        LoadResult result = load(toml);
        assertThat(result).isInstanceOf(LoadResult.Rejected.class);
        return ((LoadResult.Rejected) result)
                .problems().stream().map(Problem::toString).toList();
    }

    static String onlyProblem(String toml) {
        assertThat(problems(toml)).hasSize(1);
        return problems(toml).get(0);
    }
}
