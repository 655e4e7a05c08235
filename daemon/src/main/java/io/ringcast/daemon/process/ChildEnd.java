package io.ringcast.daemon.process;

import java.util.Map;

/** How a child ended. */
public sealed interface ChildEnd {

    /** One line for people. */
    String text();

    /**
     * It ended by itself.
     *
     * @param code its exit code
     * @param lastWords the last line of its stderr, secrets masked; {@code ""} when it said nothing
     */
    record Exited(int code, String lastWords) implements ChildEnd {

        @Override
        public String text() {
            return "exit code " + code + said(lastWords);
        }
    }

    /**
     * A signal ended it.
     *
     * @param signal its number
     * @param lastWords the last line of its stderr, secrets masked; {@code ""} when it said nothing
     */
    record Signalled(int signal, String lastWords) implements ChildEnd {

        /** Signals that people know by name, as Linux numbers them on most processors. */
        private static final Map<Integer, String> NAMES = Map.of(
                1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 6, "SIGABRT", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15,
                "SIGTERM");

        @Override
        public String text() {
            return "killed by signal " + NAMES.getOrDefault(signal, Integer.toString(signal)) + said(lastWords);
        }
    }

    /**
     * It never ran.
     *
     * @param why value, expectation, remedy
     * @param lasting whether it will most likely be the same a moment later
     */
    record NotStarted(String why, boolean lasting) implements ChildEnd {

        @Override
        public String text() {
            return why;
        }
    }

    /** Whether it did what it was there for. */
    default boolean isSuccess() {
        return this instanceof Exited exited && exited.code() == 0;
    }

    /** What Java calls an exit value: for a signal, 128 and its number, as shells do too. */
    static ChildEnd of(int exitValue, String lastWords) {
        int signal = exitValue - 128;
        return signal > 0 && signal <= 64 ? new Signalled(signal, lastWords) : new Exited(exitValue, lastWords);
    }

    private static String said(String lastWords) {
        return lastWords.isEmpty() ? "" : ", its last words: " + lastWords;
    }
}
