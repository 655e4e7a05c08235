package io.ringcast.daemon.output;

import io.ringcast.daemon.fanout.OutputAccount;
import java.util.Optional;

/** One way out of a source, bound or about to be. Thread-safe. */
public interface Output {

    /** Its name, kind and figures. */
    OutputAccount account();

    /** Where it listens or sends to, secrets masked. */
    String url();

    /** Whether it works now. */
    boolean up();

    /** What it does or why it does not work, in one line for people; {@code ""} when there is nothing to say. */
    default String detail() {
        return "";
    }

    /** The figures of one that records. */
    default Optional<RecordingAccount> recordings() {
        return Optional.empty();
    }

    /** The figures of one that sends datagrams. */
    default Optional<DatagramAccount> datagrams() {
        return Optional.empty();
    }
}
