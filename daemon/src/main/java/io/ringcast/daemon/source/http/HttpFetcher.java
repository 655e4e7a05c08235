package io.ringcast.daemon.source.http;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Fetcher;

/**
 * Gets over HTTP what a list names: on the list's own server with its headers and credentials, elsewhere without anything secret.
 *
 * @param endpoint how the list was asked for
 */
record HttpFetcher(Downloader downloader, HttpEndpoint endpoint) implements Fetcher {

    @Override
    public Fetch get(EventLoop loop, Part part, Taker taker) {
        HttpFetch fetch = new HttpFetch(part, taker);
        loop.execute(() -> fetch.begin(loop, downloader, endpoint));
        return fetch;
    }
}
