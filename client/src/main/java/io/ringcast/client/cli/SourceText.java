package io.ringcast.client.cli;

import io.ringcast.protocol.api.SourceView;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is said of sources below their table. Pure. */
final class SourceText {

    private static final Set<String> QUIET = Set.of("streaming", "idle", "ended", "stopped");

    private SourceText() {}

    /** Lines about what does not work, each with its reason; empty when all works. */
    static String troubles(List<SourceView> sources) {
        StringBuilder text = new StringBuilder();
        for (SourceView source : sources) {
            source.remark().ifPresent(remark -> line(text, source.name() + ": " + remark));
            if (!QUIET.contains(source.state())) {
                line(text, source.name() + ": " + source.state() + ": " + source.detail());
            }
            source.outputs().stream()
                    .filter(output -> !output.up())
                    .forEach(
                            output -> line(text, source.name() + ": " + output.url() + " is down: " + output.detail()));
        }
        return text.isEmpty() ? "" : "\n" + text;
    }

    /** Inputs and outputs of one source. */
    static String parts(SourceView source) {
        StringBuilder text = new StringBuilder("\n");
        line(text, source.detail());
        source.remark().ifPresent(remark -> line(text, remark));
        text.append('\n').append(inputs(source)).append('\n').append(outputs(source));
        String failures = source.inputs().stream()
                .filter(input -> !input.lastFailure().isEmpty())
                .map(input -> "input " + input.index() + " failed last because of "
                        + Table.printable(input.lastFailure()) + "\n")
                .collect(Collectors.joining());
        return text + (failures.isEmpty() ? "" : "\n" + failures);
    }

    private static Table inputs(SourceView source) {
        Table table = new Table(Table.right("#"), Table.left("INPUT"), Table.left("STATE"), Table.right("FAILURES"));
        for (SourceView.InputView input : source.inputs()) {
            table.row(
                    Integer.toString(input.index()),
                    input.url(),
                    input.active() ? "active" : input.standby() ? "standby" : "",
                    Long.toString(input.failures()));
        }
        return table;
    }

    private static Table outputs(SourceView source) {
        Table table =
                new Table(Table.left("OUTPUT"), Table.left("STATE"), Table.right("LISTENERS"), Table.left("DETAIL"));
        for (SourceView.OutputView output : source.outputs()) {
            table.row(output.url(), output.up() ? "up" : "down", Integer.toString(output.listeners()), output.detail());
        }
        return table;
    }

    private static void line(StringBuilder text, String line) {
        text.append(Table.printable(line)).append('\n');
    }
}
