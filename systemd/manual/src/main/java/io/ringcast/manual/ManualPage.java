package io.ringcast.manual;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The man page of one command, made of its declaration. */
final class ManualPage {

    /** So wide that nothing is wrapped: filling is left to who shows the page. */
    private static final int UNWRAPPED = 10_000;

    private final CommandLine command;
    private final CommandSpec spec;
    private final Help help;
    private final Book book;
    private final Roff page = new Roff();

    /**
     * What all pages of a program share.
     *
     * @param section of the manual: 1 for who uses it, 8 for who runs it
     * @param date of the release, for example {@code 2026-11-21}
     * @param version of the release
     * @param environment variables that the program reads, each with its meaning
     * @param related pages that each page points to, for example {@code ringcastd(8)}
     */
    record Book(String section, String date, String version, Map<String, String> environment, List<String> related) {}

    private ManualPage(CommandLine command, Book book) {
        this.command = command;
        this.spec = command.getCommandSpec();
        this.book = book;
        spec.usageMessage().autoWidth(false).width(UNWRAPPED);
        this.help = new Help(spec, Help.defaultColorScheme(Ansi.OFF));
    }

    /** The page's name: {@code ringcast-listen}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    /** Where the page of that name is, from the folder of the manual: {@code man1/ringcast-listen.1}. */
    static String path(String name, Book book) {
        return "man" + book.section() + "/" + name + "." + book.section();
    }

    /** The page. Sets the width of the command's help. */
    static String of(CommandLine command, Book book) {
        return new ManualPage(command, book).write();
    }

    private String write() {
        Footer footer = Footer.of(help.footer());
        String name = name(command);
        page.title(
                name.toUpperCase(Locale.ROOT),
                book.section(),
                book.date(),
                "Ringcast " + book.version(),
                "Ringcast Manual");
        List<String> about = about();
        page.section("NAME");
        page.line(name + " - " + withoutDot(about.get(0)));
        page.section("SYNOPSIS");
        synopsis();
        description(about, footer);
        commands();
        options();
        exits(footer);
        environment();
        if (!footer.examples().isEmpty()) {
            page.section("EXAMPLES");
            page.verbatim(footer.examples());
        }
        seeAlso();
        return page.toString();
    }

    /** Header and description in paragraphs; the first says what it is. */
    private List<String> about() {
        return Stream.of(help.header(), help.description())
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private void synopsis() {
        String name = spec.qualifiedName();
        String whole = help.synopsis(0).strip().replaceAll("\\s+", " ");
        if (!whole.startsWith(name)) {
            throw new IllegalStateException("synopsis: " + whole + " (expected: it begins with " + name + ")");
        }
        page.synopsis(name, whole.substring(name.length()).strip());
    }

    private void description(List<String> about, Footer footer) {
        page.section("DESCRIPTION");
        about.forEach(page::paragraph);
        footer.prose().forEach(page::paragraph);
        List<String> aliases = List.of(spec.aliases());
        if (!aliases.isEmpty()) {
            page.paragraph("Also called " + String.join(", ", aliases) + ".");
        }
    }

    private void commands() {
        Set<CommandLine> shown = shown(command);
        if (!shown.isEmpty()) {
            page.section("COMMANDS");
            shown.forEach(sub -> page.tagged(
                    name(sub),
                    "(" + book.section() + ")",
                    new ManualPage(sub, book).about().get(0)));
        }
    }

    private void options() {
        page.section("OPTIONS");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                page.tagged(parameter.paramLabel(), "", text(parameter));
            }
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                page.tagged(String.join(", ", option.names()), value(option), text(option));
            }
        }
    }

    private static String value(OptionSpec option) {
        return option.arity().max() == 0
                ? ""
                : option.arity().min() == 0 ? "[=" + option.paramLabel() + "]" : "=" + option.paramLabel();
    }

    private static String text(ArgSpec argument) {
        return Ansi.OFF.string(String.join(" ", argument.description())).strip();
    }

    private void exits(Footer footer) {
        Map<String, String> codes = spec.usageMessage().exitCodeList();
        if (codes.isEmpty() && footer.exits().isEmpty()) {
            return;
        }
        page.section("EXIT STATUS");
        footer.exits().forEach(page::paragraph);
        codes.forEach((code, meaning) -> page.tagged(code.strip(), "", meaning));
        if (codes.isEmpty() && spec.parent() != null) {
            page.paragraph("All others: " + spec.root().name() + "(" + book.section() + ").");
        }
    }

    private void environment() {
        if (spec.parent() == null && !book.environment().isEmpty()) {
            page.section("ENVIRONMENT");
            book.environment().forEach((name, meaning) -> page.tagged(name, "", meaning));
        }
    }

    private void seeAlso() {
        String own = name(command) + "(" + book.section() + ")";
        String others = Stream.concat(
                        Stream.of(spec.root().name() + "(" + book.section() + ")"), book.related().stream())
                .filter(other -> !other.equals(own))
                .collect(Collectors.joining(", "));
        page.section("SEE ALSO");
        page.line(others);
        page.paragraph("/usr/share/doc/ringcast/docs");
    }

    private static String withoutDot(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Subcommands that are for users, each once whatever it is also called. */
    static Set<CommandLine> shown(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
