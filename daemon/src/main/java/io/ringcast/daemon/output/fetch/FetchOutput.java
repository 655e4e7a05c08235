package io.ringcast.daemon.output.fetch;

import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.Output;

/**
 * All that is fetched, as figures and records show it: one name for whatever it is, since strangers choose the URLs.
 *
 * @param account of source, output and kind {@code fetch}
 */
public record FetchOutput(OutputAccount account) implements Output {

    /** What it is called. */
    public static final String NAME = "fetch";

    /** With nothing fetched yet. */
    public FetchOutput() {
        this(new OutputAccount(NAME, NAME, NAME));
    }

    @Override
    public String url() {
        return "/fetch";
    }

    @Override
    public boolean up() {
        return true;
    }
}
