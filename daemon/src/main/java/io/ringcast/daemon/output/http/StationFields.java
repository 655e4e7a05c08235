package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** The fields by which players of radio show what they play; every Icecast server sends them. */
final class StationFields {

    private StationFields() {}

    /** Adds what is known of {@code station}. */
    static void describe(HttpOutput.Station station, HttpHeaders headers) {
        set(headers, "icy-name", station.title());
        set(headers, "icy-description", station.description());
        set(headers, "icy-genre", station.genre());
    }

    private static void set(HttpHeaders headers, String name, String value) {
        if (!value.isEmpty()) {
            // A header carries one byte a character (RFC 9110, 5.5); players read these as UTF-8.
            headers.set(name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
    }
}
