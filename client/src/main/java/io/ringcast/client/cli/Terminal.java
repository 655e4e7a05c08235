package io.ringcast.client.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Whether somebody looks. */
final class Terminal {

    private Terminal() {}

    /** Whether standard error is a terminal, which Java does not tell: asks the shell's {@code test} of POSIX. */
    static boolean isStandardError() {
        return is(2);
    }

    /** Whether standard output is a terminal. */
    static boolean isStandardOutput() {
        return is(1);
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
