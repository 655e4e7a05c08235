package planted.daemon.fanout;

/** Planted: an error that reaches no log. */
final class PrintsStackTraces {
    private PrintsStackTraces() {}

    static void print(IllegalStateException e) {
        e.printStackTrace();
    }
}
