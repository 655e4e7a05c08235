package io.ringcast.daemon.output.http;

import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.stream.Stream;
import java.util.List;
import java.util.Optional;

/** A source on the HTTP port, which every source has: {@code /NAME}. */
public final class HttpOutput implements Output {

    private final Stream stream;
    private final OutputAccount account;
    private final ListenerRequest.Terms terms;
    private final Station station;
    private final Listing listing;

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

    /**
     * What lists of channels show of a stream besides.
     *
     * @param logo URL of its picture, or {@code ""}
     * @param group under which it is shown, or {@code ""}
     * @param number its place among the channels
     * @param guideId by which the guide knows it, or {@code ""}
     * @param datagramUrls where its datagrams are received
     * @param listeners whose listeners are the source's, those of this output among them
     */
    public record Listing(
            String logo,
            String group,
            Optional<Long> number,
            String guideId,
            List<String> datagramUrls,
            List<OutputAccount> listeners) {

        /** One of which nothing is said. */
        public static final Listing EMPTY = new Listing("", "", Optional.empty(), "", List.of(), List.of());
    }

    public HttpOutput(Stream stream, OutputAccount account, ListenerRequest.Terms terms, Station station) {
        this(stream, account, terms, station, Listing.EMPTY);
    }

    public HttpOutput(
            Stream stream, OutputAccount account, ListenerRequest.Terms terms, Station station, Listing listing) {
        this.stream = stream;
        this.account = account;
        this.terms = terms;
        this.station = station;
        this.listing = listing;
    }

    Listing listing() {
        return listing;
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
