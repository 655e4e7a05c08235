package io.ringcast.daemon.output.push;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.HttpClient;
import io.ringcast.daemon.http.UploadRequest;
import io.ringcast.daemon.http.UploadRequest.Framing;
import io.ringcast.daemon.stream.Stream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Is the source of a mount of an Icecast server, by PUT as since Icecast 2.4 or by SOURCE as before. */
final class IcecastMaker implements Attempt.Maker {

    private final HttpClient client;
    private final Stream stream;
    private final Mount mount;

    /**
     * Which mount, and what is said of it.
     *
     * @param shown the URL for people
     * @param uri http or https, with the path of the mount
     * @param source whether by SOURCE
     * @param fields what the server is told of the station, {@code Ice-Name} and so on
     * @param contentType what the body is, else what the stream is
     * @param titles whether it is told what plays
     */
    record Mount(
            String shown,
            URI uri,
            Credentials credentials,
            boolean source,
            List<Map.Entry<String, String>> fields,
            Optional<String> contentType,
            boolean titles,
            Limits limits) {}

    IcecastMaker(HttpClient client, Stream stream, Mount mount) {
        this.client = client;
        this.stream = stream;
        this.mount = mount;
    }

    @Override
    public String url() {
        return mount.shown();
    }

    @Override
    public Attempt begin(EventLoop loop, Portion portion, Attempt.Events events) {
        String type = mount.contentType().orElseGet(() -> stream.info().mediaType());
        List<Map.Entry<String, String>> fields = new ArrayList<>(mount.fields());
        fields.add(Map.entry("Content-Type", type));
        UploadRequest request = new UploadRequest(
                new DownloadRequest(
                        mount.uri(),
                        fields,
                        Optional.of(mount.credentials()),
                        Optional.empty(),
                        Optional.empty(),
                        mount.limits()),
                Optional.empty(),
                mount.source() ? "SOURCE" : "PUT",
                mount.source() ? "HTTP/1.0" : "HTTP/1.1",
                new Framing.UntilClose(),
                !mount.source());
        HttpAttempt.Companion titles = mount.titles() && IcecastTitles.suit(type)
                ? new IcecastTitles(loop, client, stream, mount)
                : HttpAttempt.Companion.NONE;
        return HttpAttempt.begin(loop, client, request, titles, to -> false, events);
    }
}
