package io.ringcast.client.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Whether somebody looks, and how much fits. */
final class Terminal {

    private static final int DEFAULT_WIDTH = 80;
    private static final int DEFAULT_HEIGHT = 24;

    private Terminal() {}

    /** Whether standard error is a terminal, which Java does not tell: asks the shell's {@code test} of POSIX. */
    static boolean isStandardError() {
        return is(2);
    }

    /** Whether standard output is a terminal. */
    static boolean isStandardOutput() {
        return is(1);
    }

    /** Columns of the terminal: as {@code COLUMNS} says, as it says itself, else 80. */
    static int width(Map<String, String> environment) {
        return given(environment, "COLUMNS").orElseGet(() -> size(1).orElse(DEFAULT_WIDTH));
    }

    /** Its lines: as {@code LINES} says, as it says itself, else 24. */
    static int height(Map<String, String> environment) {
        return given(environment, "LINES").orElseGet(() -> size(0).orElse(DEFAULT_HEIGHT));
    }

    private static Optional<Integer> given(Map<String, String> environment, String name) {
        return positive(environment.getOrDefault(name, ""));
    }

    /** Of {@code stty size}, which asks standard input and says lines and columns. */
    private static Optional<Integer> size(int word) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Redirect.from(new File("/dev/tty")))
                    .redirectError(Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            String[] words = said.split(" ");
            return words.length > word ? positive(words[word]) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> positive(String number) {
        return number.matches("[1-9]\\d{0,3}") ? Optional.of(Integer.parseInt(number)) : Optional.empty();
    }

    private static boolean is(int descriptor) {
        try {
            Process test = new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                    .redirectError(Redirect.INHERIT)
                    .redirectOutput(Redirect.INHERIT)
                    .start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
