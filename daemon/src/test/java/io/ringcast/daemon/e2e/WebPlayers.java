package io.ringcast.daemon.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Players that web pages use, and a page for them, as {@code web/README.md} says. */
final class WebPlayers {

    static final String HLS_JS = "hls.min.js";
    static final String MPEGTS_JS = "mpegts.js";

    private WebPlayers() {}

    /** A file of that folder. */
    static byte[] file(String name) {
        try (InputStream in = WebPlayers.class.getResourceAsStream("web/" + name)) {
            if (in == null) {
                throw new AssertionError("web/" + name + " is not among the resources of the tests");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
