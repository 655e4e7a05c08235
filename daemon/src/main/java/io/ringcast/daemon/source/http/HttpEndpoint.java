package io.ringcast.daemon.source.http;

import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.http.Destinations;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import io.ringcast.daemon.http.DownloadRequest.Resume;
import io.ringcast.daemon.source.Fetcher;
import io.ringcast.daemon.source.WebPlace;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.Reach;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where an HTTP input reads from and how it asks.
 *
 * @param uri without user info
 * @param headers as configured; they stand before and instead of our own
 * @param credentials for the origin
 * @param proxy how the origin is reached, directly when absent
 * @param limits timeouts and bounds
 * @param destinations where it may lead, itself, by redirects, and by what lists from there name
 */
record HttpEndpoint(
        URI uri,
        List<Header> headers,
        Optional<Credentials> credentials,
        Optional<ProxyAddress> proxy,
        Limits limits,
        Destinations destinations) {

    /** {@code Icy-MetaData} asks for titles; identity, because what is coded on the fly cannot be resumed. */
    private static final List<Map.Entry<String, String>> OURS = List.of(
            Map.entry("Accept", "*/*"),
            Map.entry("Accept-Encoding", "identity"),
            Map.entry("Icy-MetaData", "1"),
            Map.entry(LivePlace.COUNTS_FIELD, "1"));

    HttpEndpoint {
        headers = List.copyOf(headers);
    }

    /** One that may lead anywhere. */
    HttpEndpoint(
            URI uri,
            List<Header> headers,
            Optional<Credentials> credentials,
            Optional<ProxyAddress> proxy,
            Limits limits) {
        this(uri, headers, credentials, proxy, limits, Destinations.ANY);
    }

    /** What a list from here names: on the same server it is asked for as the list was, elsewhere without anything secret. */
    HttpEndpoint named(URI item) {
        String authority = item.getAuthority();
        boolean same = authority != null
                && authority.equalsIgnoreCase(uri.getAuthority())
                && item.getScheme().equalsIgnoreCase(uri.getScheme());
        List<Header> harmless = headers.stream()
                .filter(header -> header.name().equalsIgnoreCase("User-Agent"))
                .toList();
        return new HttpEndpoint(
                item, same ? headers : harmless, same ? credentials : Optional.empty(), proxy, limits, destinations);
    }

    /** The same way of asking at another place, with what is sent along there. */
    HttpEndpoint at(WebPlace place) {
        return new HttpEndpoint(place.uri(), place.headers(), credentials, proxy, limits, destinations);
    }

    /** A request for a thing that a list names, or a part of it (RFC 9110, 14.2). */
    DownloadRequest request(Fetcher.Part part) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        headers.forEach(
                header -> fields.add(Map.entry(header.name(), header.value().reveal())));
        fields.add(Map.entry("Accept-Encoding", part.coded() ? "gzip" : "identity"));
        if (part.length().isPresent()) {
            long last = part.from() + part.length().getAsLong() - 1;
            fields.add(Map.entry("Range", "bytes=" + part.from() + "-" + last));
        } else if (part.from() > 0) {
            fields.add(Map.entry("Range", "bytes=" + part.from() + "-"));
        }
        return new DownloadRequest(uri, fields, credentials, proxy, Optional.empty(), limits, destinations);
    }

    /** A request for a live stream's byte at {@code offset} and all behind it, if it is still the one of {@code entityTag} (RFC 8673). */
    DownloadRequest request(long offset, String entityTag) {
        return partRequest(LivePlace.rangeFrom(offset), entityTag);
    }

    /** A request for a part of a live stream, if it is still the one of {@code entityTag}. */
    DownloadRequest partRequest(String range, String entityTag) {
        List<Map.Entry<String, String>> fields = untitled();
        fields.add(Map.entry("Range", range));
        fields.add(Map.entry("If-Range", entityTag));
        return new DownloadRequest(uri, fields, credentials, proxy, Optional.empty(), limits, destinations);
    }

    /** Asks what an origin holds of a live stream (RFC 8673, 2.1). */
    DownloadRequest reachRequest() {
        List<Map.Entry<String, String>> fields = untitled();
        fields.add(Map.entry("Range", Reach.OPEN_RANGE));
        return new DownloadRequest(
                DownloadRequest.Method.HEAD, uri, fields, credentials, proxy, Optional.empty(), limits, destinations);
    }

    /** What is sent along where titles would only be between the bytes that are counted. */
    private List<Map.Entry<String, String>> untitled() {
        List<Map.Entry<String, String>> fields =
                new ArrayList<>(request(Optional.empty()).headers());
        fields.removeIf(field -> field.getKey().equalsIgnoreCase("Icy-MetaData"));
        return fields;
    }

    /** A request for the whole, or for the rest from {@code resume} on. */
    DownloadRequest request(Optional<Resume> resume) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        TreeSet<String> given = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : headers) {
            fields.add(Map.entry(header.name(), header.value().reveal()));
            given.add(header.name());
        }
        OURS.stream().filter(field -> !given.contains(field.getKey())).forEach(fields::add);
        return new DownloadRequest(uri, fields, credentials, proxy, resume, limits, destinations);
    }
}
