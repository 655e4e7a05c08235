package io.ringcast.client.cli;

import picocli.CommandLine.Option;

/** What is said on standard error while something takes its time, the same for all commands that do. */
final class ProgressOptions {

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing on standard error but why it fails.")
    private boolean quiet;

    @Option(
            names = "--progress",
            description =
                    "A line of progress every 10 s where standard error is no terminal; on a terminal there is one.")
    private boolean progress;

    boolean quiet() {
        return quiet;
    }

    boolean progress() {
        return progress;
    }
}
