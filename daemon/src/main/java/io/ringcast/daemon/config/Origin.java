package io.ringcast.daemon.config;

/** Where a value of the configuration came from. */
public sealed interface Origin {

    /** Nobody gave it. */
    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /** Somebody gave it as an argument, or code did on somebody's behalf. */
    record CommandLine() implements Origin {
        @Override
        public String toString() {
            return "command line";
        }
    }

    /**
     * A place in a file.
     *
     * @param line from 1; 0 means the file as a whole
     * @param column from 1
     */
    record At(String file, int line, int column) implements Origin {
        @Override
        public String toString() {
            return line == 0 ? file : file + ":" + line + ":" + column;
        }
    }
}
