package io.ringcast.daemon.config;

import java.util.List;

/** What came of loading a configuration. */
public sealed interface LoadResult {

    /** It can be used; {@code warnings} are for people. */
    record Loaded(Configuration configuration, List<Problem> warnings) implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /** It cannot be used, for all these reasons, at least one, in the order of the file. */
    record Rejected(List<Problem> problems) implements LoadResult {
        public Rejected {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("problems: none (expected: at least one)");
            }
        }
    }
}
