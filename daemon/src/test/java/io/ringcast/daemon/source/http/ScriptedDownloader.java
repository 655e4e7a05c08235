package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.ringcast.daemon.http.Download;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadHandler;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.ResponseHead;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An HTTP client whose answers the test makes. */
final class ScriptedDownloader implements Downloader {

    final List<Fetch> fetches = new ArrayList<>();

    @Override
    public Download get(EventLoop loop, DownloadRequest request, DownloadHandler handler) {
        Fetch fetch = new Fetch(request, handler);
        fetches.add(fetch);
        return fetch;
    }

    Fetch last() {
        return fetches.get(fetches.size() - 1);
    }

    /** One request. */
    static final class Fetch implements Download {

        final DownloadRequest request;
        private final DownloadHandler handler;
        boolean reading = true;
        boolean cancelled;
        long patienceNanos = -1;

        private Fetch(DownloadRequest request, DownloadHandler handler) {
            this.request = request;
            this.handler = handler;
        }

        /** Answers with fields given as name, value, name, value. */
        void answers(int status, String... fields) {
            HttpHeaders headers = new DefaultHttpHeaders();
            for (int i = 0; i < fields.length; i += 2) {
                headers.add(fields[i], fields[i + 1]);
            }
            boolean coded = headers.contains("Content-Encoding");
            String length = headers.get("Content-Length");
            handler.onHead(new ResponseHead(
                    URI.create("http://origin.example/film.ts"),
                    status,
                    headers,
                    length == null || coded ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length)),
                    length == null && !headers.contains("Transfer-Encoding")));
        }

        void gives(byte[] bytes) {
            ByteBuf body = Unpooled.wrappedBuffer(bytes);
            handler.onBytes(body);
            body.release();
        }

        void completes() {
            handler.onCompleted();
        }

        void fails(DownloadFailure.Kind kind) {
            handler.onFailed(new DownloadFailure(kind, "scripted"));
        }

        @Override
        public void autoRead(boolean on) {
            reading = on;
        }

        @Override
        public void gather(long nanos) {
            patienceNanos = nanos;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
