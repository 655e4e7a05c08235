package io.ringcast.manual;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands below the options in the help of a command, taken apart: prose, how it exits, examples.
 *
 * @param prose paragraphs, each on one line
 * @param exits paragraphs that say how the command exits, which begin with {@code Exit}
 * @param examples lines to be typed
 */
record Footer(List<String> prose, List<String> exits, List<String> examples) {

    Footer {
        prose = List.copyOf(prose);
        exits = List.copyOf(exits);
        examples = List.copyOf(examples);
    }

    static Footer of(String text) {
        List<String> prose = new ArrayList<>();
        List<String> exits = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        for (String block : text.strip().split("\\R\\s*\\R")) {
            List<String> lines = block.lines().map(String::stripTrailing).toList();
            String first = lines.get(0).strip();
            if (first.equals("Example:") || first.equals("Examples:")) {
                lines.stream().skip(1).map(String::strip).forEach(examples::add);
            } else if (!first.isEmpty()) {
                (first.startsWith("Exit") ? exits : prose)
                        .add(String.join(" ", lines.stream().map(String::strip).toList()));
            }
        }
        return new Footer(prose, exits, examples);
    }
}
