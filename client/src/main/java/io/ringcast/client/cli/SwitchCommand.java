package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.api.SourceView;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast switch}: another input feeds a source. */
@Command(
        name = "switch",
        description = "Has another input feed a source.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The input is connected beside the one that plays and takes over when it",
            "delivers; if it does not, nothing changes. It stays until it is lost.",
            "Needs RINGCAST_TOKEN where the daemon has an admin-token.",
            "",
            "Examples:",
            "  ringcast switch news 1",
            "  ringcast switch news backup.example",
        })
final class SwitchCommand implements Callable<Integer> {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    @Mixin
    private final AdminOptions options;

    @Parameters(paramLabel = "SOURCE", description = "Its name, as 'ringcast sources' shows it.")
    private String source = "";

    @Parameters(
            paramLabel = "INPUT",
            description = "Its number from 0, as 'ringcast status SOURCE' shows it, or a part of its URL.")
    private String input = "";

    @Spec
    private @Nullable CommandSpec spec;

    SwitchCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        RingcastClient client = options.client();
        int index = NUMBER.matcher(input).matches() ? Integer.parseInt(input) : find(client);
        options.print(requireNonNull(spec).commandLine().getOut(), client.switchInput(options.uri(), source, index));
        return ExitCode.OK;
    }

    /** The one input whose URL holds the text; which of none or several is not guessed. */
    private int find(RingcastClient client) throws IOException, InterruptedException {
        List<SourceView> sources = client.sources(options.uri());
        SourceView view = sources.stream()
                .filter(each -> each.name().equals(source))
                .findFirst()
                .orElseThrow(() -> new UnavailableException("no source '" + source + "' (expected one of "
                        + sources.stream().map(SourceView::name).toList() + ")"));
        List<SourceView.InputView> found = view.inputs().stream()
                .filter(each -> each.url().contains(input))
                .toList();
        if (found.size() != 1) {
            throw new UnavailableException((found.isEmpty() ? "no input" : found.size() + " inputs") + " with '" + input
                    + "' in the URL (expected: one of "
                    + view.inputs().stream()
                            .map(each -> each.index() + " " + each.url())
                            .toList()
                    + ")");
        }
        return found.get(0).index();
    }
}
