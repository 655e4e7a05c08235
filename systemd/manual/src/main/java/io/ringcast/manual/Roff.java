package io.ringcast.manual;

import java.util.List;

/** A page in the language of man(7), written from the top down. What is given to it is text; it becomes harmless roff here. */
final class Roff {

    private final StringBuilder page = new StringBuilder();

    /** Whether the next paragraph is the first below a heading, which makes the space itself. */
    private boolean first;

    /** The first line: what heads and foots each printed page. */
    void title(String name, String section, String date, String source, String manual) {
        page.append(String.format(
                ".TH \"%s\" \"%s\" \"%s\" \"%s\" \"%s\"\n",
                inner(name), inner(section), date, inner(source), inner(manual)));
        // No hyphens of its own, which would be copied with a command; and no wide gaps.
        page.append(".nh\n.ad l\n");
    }

    void section(String name) {
        page.append(".SH ").append(inner(name)).append('\n');
        first = true;
    }

    /** A paragraph that is filled anew. */
    void paragraph(String text) {
        separate();
        page.append(escaped(text)).append('\n');
    }

    /** One line without a space before it. */
    void line(String text) {
        page.append(escaped(text)).append('\n');
        first = false;
    }

    /** A word in bold, then the rest of the line; the lines that wrap stand under that rest. */
    void synopsis(String command, String rest) {
        first = false;
        page.append(".HP\n\\fB")
                .append(inner(command))
                .append("\\fR ")
                .append(inner(rest))
                .append('\n');
    }

    /** A thing in bold with what follows it, and below, indented, what it is. */
    void tagged(String bold, String rest, String text) {
        first = false;
        page.append(".TP\n\\fB")
                .append(inner(bold))
                .append("\\fR")
                .append(inner(rest))
                .append('\n');
        page.append(escaped(text)).append('\n');
    }

    /** Lines as they are. */
    void verbatim(List<String> lines) {
        separate();
        page.append(".RS 4\n.nf\n");
        lines.forEach(line -> page.append(escaped(line)).append('\n'));
        page.append(".fi\n.RE\n");
    }

    private void separate() {
        if (!first) {
            page.append(".PP\n");
        }
        first = false;
    }

    @Override
    public String toString() {
        return page.toString();
    }

    /** A text that begins a line. */
    private static String escaped(String text) {
        String line = inner(text);
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    /** A text anywhere in a line: a page is ASCII, and a hyphen is one that can be copied into a shell. */
    static String inner(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\e");
                case '-' -> out.append("\\-");
                case '\'' -> out.append("\\(aq");
                case '`' -> out.append("\\(ga");
                case '^' -> out.append("\\(ha");
                case '~' -> out.append("\\(ti");
                case '"' -> out.append("\\(dq");
                default -> {
                    if (c < 0x80) {
                        out.append((char) c);
                    } else {
                        out.append(String.format("\\[u%04X]", c));
                    }
                }
            }
        });
        return out.toString();
    }
}
