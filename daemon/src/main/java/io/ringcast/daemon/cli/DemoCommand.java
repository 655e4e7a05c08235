package io.ringcast.daemon.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringcastd demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Broadcasts a built-in test card; needs no network and no other tools.",
        footer = {"%nExample:", "  ringcastd demo", "  nc localhost 5000 | ffplay -"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private QuickOptions quick;

    DemoCommand() {}

    @Override
    public Integer call() {
        return Main.broadcast(spec.commandLine(), quick, List.of("card=test:card"), Greeting.DEMO);
    }
}
