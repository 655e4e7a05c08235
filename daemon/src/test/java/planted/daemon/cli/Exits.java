package planted.daemon.cli;

/** Allowed: the command line ends the process. */
final class Exits {
    private Exits() {}

    static void exit() {
        System.exit(0);
    }
}
