package io.ringcast.daemon.output.push;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.http.Download;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadHandler;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.HttpClient;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.daemon.stream.Stream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an Icecast server what plays ({@code /admin/metadata?mode=updinfo}) each time that changes, with the credentials of the source.
 * Belongs to its event loop. One request at a time; the newest title is what counts.
 */
final class IcecastTitles implements HttpAttempt.Companion {

    private static final Logger log = LoggerFactory.getLogger(IcecastTitles.class);

    private static final long LOOK_MILLIS = 1000;

    private final EventLoop loop;
    private final HttpClient client;
    private final Stream stream;
    private final IcecastMaker.Mount mount;

    private String told = "";
    private String warned = "";
    private @Nullable Future<?> timer;
    private @Nullable Download asking;

    IcecastTitles(EventLoop loop, HttpClient client, Stream stream, IcecastMaker.Mount mount) {
        this.loop = loop;
        this.client = client;
        this.stream = stream;
        this.mount = mount;
    }

    /** Whether a stream of this type has its titles beside it: Ogg has them in its own bytes, and Icecast takes no others. */
    static boolean suit(String mediaType) {
        return mediaType.startsWith("audio/")
                && !mediaType.contains("ogg")
                && !mediaType.contains("matroska")
                && !mediaType.contains("webm");
    }

    @Override
    public void begin() {
        timer = loop.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void end() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (asking != null) {
            asking.cancel();
            asking = null;
        }
    }

    private void look() {
        String title = stream.info().title();
        if (asking != null || title.equals(told)) {
            return;
        }
        told = title;
        URI uri = mount.uri()
                .resolve("/admin/metadata?mode=updinfo&charset=UTF-8&mount="
                        + encoded(mount.uri().getPath()) + "&song=" + encoded(title));
        asking = client.get(
                loop,
                new DownloadRequest(
                        uri,
                        List.of(),
                        Optional.of(mount.credentials()),
                        Optional.empty(),
                        Optional.empty(),
                        mount.limits()),
                new Asked());
    }

    private void answered(String trouble) {
        asking = null;
        if (!trouble.isEmpty() && !trouble.equals(warned)) {
            log.warn("source={} event=push-title-refused url={} reason=\"{}\"", stream.name(), mount.shown(), trouble);
        }
        warned = trouble;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private final class Asked implements DownloadHandler {

        private int status;

        @Override
        public void onRedirected(URI to) {
            // Said by what comes of it.
        }

        @Override
        public void onHead(ResponseHead head) {
            status = head.status();
        }

        @Override
        public void onBytes(ByteBuf body) {
            // The status says enough.
        }

        @Override
        public void onCompleted() {
            answered(status < 400 ? "" : "status " + status + " (expected: 200; titles may need other credentials)");
        }

        @Override
        public void onFailed(DownloadFailure failure) {
            answered(failure.detail());
        }
    }
}
