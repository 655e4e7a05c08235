package io.ringcast.daemon.output.http;

import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.stream.Stream;

/** A source on the HTTP port, which every source has: {@code /NAME}. */
public final class HttpOutput implements Output {

    private final Stream stream;
    private final OutputAccount account;
    private final ListenerRequest.Terms terms;
    private final Station station;

    /**
     * What players show of a stream, {@code ""} where nobody said.
     *
     * @param title its name
     * @param description what it is about
     * @param genre the kind of programme
     */
    public record Station(String title, String description, String genre) {

        /** One of which nothing is said. */
        public static final Station NAMELESS = new Station("", "", "");
    }

    public HttpOutput(Stream stream, OutputAccount account, ListenerRequest.Terms terms, Station station) {
        this.stream = stream;
        this.account = account;
        this.terms = terms;
        this.station = station;
    }

    Station station() {
        return station;
    }

    @Override
    public OutputAccount account() {
        return account;
    }

    @Override
    public String url() {
        return "/" + stream.name();
    }

    /** True: it is there as long as the port is. */
    @Override
    public boolean up() {
        return true;
    }

    Stream stream() {
        return stream;
    }

    ListenerRequest.Terms terms() {
        return terms;
    }
}
