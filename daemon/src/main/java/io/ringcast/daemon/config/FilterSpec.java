package io.ringcast.daemon.config;

import java.util.List;
import java.util.Optional;

/** What stands between an input and the ring. */
public sealed interface FilterSpec {

    /** What one should look like. */
    String EXPECTATION = "none, mpegts, or a program and its arguments such as [\"ffmpeg\", \"-i\", \"pipe:0\", …]";

    /** Nothing. */
    record None() implements FilterSpec {}

    /** A child that remuxes what ffmpeg reads into MPEG-TS, nothing transcoded. */
    record MpegTs() implements FilterSpec {}

    /**
     * A child of one's own: the input on its stdin, the stream on its stdout.
     *
     * @param words the program and its arguments
     */
    record Exec(List<String> words) implements FilterSpec {

        public Exec {
            words = List.copyOf(words);
        }
    }

    /** How it is written in TOML. */
    default String toml() {
        if (this instanceof Exec exec) {
            return "["
                    + String.join(
                            ", ", exec.words().stream().map(ValueTypes::quoted).toList()) + "]";
        }
        return ValueTypes.quoted(this instanceof MpegTs ? "mpegts" : "none");
    }

    /** Reads a word or an array. */
    static FilterSpec read(Raw raw, ReadContext context) {
        if (raw.value() instanceof String word) {
            return named(word);
        }
        List<String> words = ValueTypes.TEXT.list().read(raw, context);
        Optional<String> problem = ExecOptions.wordsProblem("filter", words);
        if (problem.isPresent()) {
            throw new InvalidValueException(raw.shown(), EXPECTATION);
        }
        return new Exec(words);
    }

    private static FilterSpec named(String word) {
        return switch (word) {
            case "none" -> new None();
            case "mpegts" -> new MpegTs();
            default -> throw new InvalidValueException(word, EXPECTATION);
        };
    }
}
