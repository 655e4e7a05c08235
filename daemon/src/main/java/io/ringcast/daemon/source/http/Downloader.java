package io.ringcast.daemon.source.http;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.http.Download;
import io.ringcast.daemon.http.DownloadHandler;
import io.ringcast.daemon.http.DownloadRequest;

/** What this package needs of the HTTP client. */
@FunctionalInterface
public interface Downloader {

    /**
     * Begins a GET, or a HEAD, on {@code loop}, whose thread calls; {@code handler} is told there what happens, after this has returned.
     *
     * @throws IllegalArgumentException when the request cannot be sent
     */
    Download get(EventLoop loop, DownloadRequest request, DownloadHandler handler);
}
