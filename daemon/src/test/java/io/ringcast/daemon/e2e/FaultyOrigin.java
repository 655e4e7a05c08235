package io.ringcast.daemon.e2e;

/** Where one kind of input gets its bytes, with the faults that it can have. */
interface FaultyOrigin extends AutoCloseable {

    /** A name for the source. */
    String name();

    /** The input as the configuration writes it. */
    String input();

    /** Further keys of its source, one in a line. */
    default String settings() {
        return "";
    }

    /** Whether it can have this fault. */
    boolean can(Fault fault);

    /** Whether an input loses what it plays by this fault; what it only waits for is no loss. */
    boolean loses(Fault fault);

    /** Has it from now on. */
    void strike(Fault fault);

    /** Has none from now on. */
    void mend();

    @Override
    void close();
}
