package io.ringcast.daemon.source.http;

import io.ringcast.daemon.http.DownloadRequest;

/**
 * What the first answer said of whose bytes it carries: how to ask for those behind the last one that came, and what an answer to that
 * means. Belongs to the source's event loop.
 */
sealed interface Origin permits FileOrigin, LiveOrigin, PlainOrigin {

    /** Whether the byte behind {@code position} bytes of the first body can be asked for. */
    boolean canResume(long position);

    /** The request for it and all that come after it. */
    DownloadRequest request(HttpEndpoint endpoint, long position);

    /** What the answer means. */
    Verdict judge(Answer answer, long position);
}
