package io.ringcast.daemon.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a child is to run.
 *
 * @param owner for the log: whose child it is, {@code source=news}
 * @param words the program and its arguments; no shell reads them
 * @param environment variables besides those that the daemon has itself
 * @param directory where it runs, the daemon's when absent
 * @param input whether it reads from us; else its stdin is empty
 * @param output whether we read from it; else its stdout is thrown away
 * @param grace how long it and its descendants may take to end when told to, before they are killed
 */
public record ChildCommand(
        String owner,
        List<String> words,
        Map<String, String> environment,
        Optional<Path> directory,
        boolean input,
        boolean output,
        Duration grace) {

    /** What most programs need to finish a file. */
    public static final Duration USUAL_GRACE = Duration.ofSeconds(3);

    public ChildCommand {
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException("words: " + words.size() + " (expected: a program, then its arguments)");
        }
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** One whose stdout is read and whose stdin is empty. */
    public static ChildCommand producer(String owner, List<String> words) {
        return new ChildCommand(owner, words, Map.of(), Optional.empty(), false, true, USUAL_GRACE);
    }

    /** One that is written to and read from. */
    public static ChildCommand filter(String owner, List<String> words) {
        return new ChildCommand(owner, words, Map.of(), Optional.empty(), true, true, USUAL_GRACE);
    }

    /** One that is written to. */
    public static ChildCommand consumer(String owner, List<String> words) {
        return new ChildCommand(owner, words, Map.of(), Optional.empty(), true, false, USUAL_GRACE);
    }

    /** The same in another place. */
    public ChildCommand in(Map<String, String> variables, Optional<Path> place) {
        return new ChildCommand(owner, words, variables, place, input, output, grace);
    }

    /** The same for another owner. */
    public ChildCommand of(String other) {
        return new ChildCommand(other, words, environment, directory, input, output, grace);
    }

    /** The same with so much time to end. */
    public ChildCommand within(Duration time) {
        return new ChildCommand(owner, words, environment, directory, input, output, time);
    }

    /** The program without its directory: short enough for every line of the log. */
    public String program() {
        String word = words.get(0);
        return word.substring(word.lastIndexOf('/') + 1);
    }

    /** Arguments and environment may hold secrets. */
    @Override
    public String toString() {
        return program() + " of " + owner;
    }
}
