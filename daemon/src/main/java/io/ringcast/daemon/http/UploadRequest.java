package io.ringcast.daemon.http;

import java.net.URI;
import java.util.Optional;

/**
 * What to send and how.
 *
 * @param to where, with what headers and credentials, within what bounds; no range
 * @param at where to begin when a server sent us elsewhere; credentials still belong to the origin of {@code to}
 * @param method {@code PUT}, {@code POST} or Icecast's {@code SOURCE}
 * @param version of the request line, {@code HTTP/1.1}
 * @param framing how the end of the body is told
 * @param expects whether the server is asked first if it wants the body ({@code Expect: 100-continue})
 */
public record UploadRequest(
        DownloadRequest to, Optional<URI> at, String method, String version, Framing framing, boolean expects) {

    /** How the end of a body is told (RFC 9112, 6). */
    public sealed interface Framing {

        /** By a last chunk. */
        record Chunked() implements Framing {}

        /** By its length. */
        record Length(long bytes) implements Framing {}

        /** By the end of the connection, as sources of Icecast do. A {@code 200} then means that the server listens. */
        record UntilClose() implements Framing {}
    }
}
