package io.ringcast.daemon.output;

import io.ringcast.daemon.fanout.OutputAccount;

/** One way out of a source, bound or about to be. Thread-safe. */
public interface Output {

    /** Its name, kind and figures. */
    OutputAccount account();

    /** Where it listens or sends to, secrets masked. */
    String url();

    /** Whether it works now. */
    boolean up();
}
