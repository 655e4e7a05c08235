package io.ringcast.daemon.output.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.protocol.container.Format;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The fields by which players of radio show what they play; every Icecast server sends them. */
final class IcyFields {

    /** Bytes of sound between two titles. */
    static final String METAINT = "icy-metaint";

    /** What players of radio look for titles in. */
    private static final Set<Format> SOUND = Set.of(Format.MP3, Format.MP2, Format.ADTS);

    /** kbit/s that encoders are set to. */
    private static final long[] USUAL_KILOBITS = {
        8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 192, 224, 256, 320
    };

    private IcyFields() {}

    /** Adds what is known of {@code station}. */
    static void describe(HttpOutput.Station station, HttpHeaders headers) {
        set(headers, "icy-name", station.title());
        set(headers, "icy-description", station.description());
        set(headers, "icy-genre", station.genre());
    }

    /**
     * Promises titles within the sound, and says how much of it comes a second, where that can be.
     *
     * @param request of a client that is to get a stream from a join point on: ranges count bytes, and titles are none
     */
    static void offerTitles(HttpHeaders request, Stream stream, StreamInfo info, HttpHeaders headers) {
        if (info.format().filter(SOUND::contains).isEmpty()) {
            return;
        }
        long kilobits = kilobits(stream.bytesPerSecond());
        if (kilobits > 0) {
            headers.set("icy-br", kilobits);
        }
        if (request.get("Icy-MetaData", "").strip().equals("1")) {
            headers.set(METAINT, IcyWriter.INTERVAL);
        }
    }

    /** The usual rate that a measured one is near to, else that one. */
    static long kilobits(long bytesPerSecond) {
        long measured = Math.round(bytesPerSecond * 8 / 1000.0);
        for (long usual : USUAL_KILOBITS) {
            if (Math.abs(measured - usual) * 20 <= usual) {
                return usual;
            }
        }
        return measured;
    }

    private static void set(HttpHeaders headers, String name, String value) {
        if (!value.isEmpty()) {
            // A header carries one byte a character (RFC 9110, 5.5); players read these as UTF-8.
            headers.set(name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
    }
}
