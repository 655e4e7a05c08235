package io.ringcast.daemon.output.push;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.HttpClient;
import io.ringcast.daemon.http.Upload;
import io.ringcast.daemon.http.UploadAnswer;
import io.ringcast.daemon.http.UploadHandler;
import io.ringcast.daemon.http.UploadRequest;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One request with a body, to a web server or an Icecast server: what the answer says decides. */
final class HttpAttempt implements Attempt, UploadHandler {

    /** Nobody is obeyed who wants a longer rest. */
    private static final long MOST_REST_SECONDS = 600;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;

    private final UploadRequest request;
    private final Events events;
    private final Companion companion;
    private final Predicate<URI> elsewhere;
    private final Upload upload;

    private @Nullable Channel channel;
    private @Nullable BodyEnd body;
    private boolean over;

    /** What runs beside a body: nothing, or titles for Icecast. */
    interface Companion {

        /** For those who need none. */
        Companion NONE = new Companion() {};

        /** The body begins. */
        default void begin() {}

        /** The body has ended. */
        default void end() {}
    }

    private HttpAttempt(
            EventLoop loop,
            HttpClient client,
            UploadRequest request,
            Companion companion,
            Predicate<URI> elsewhere,
            Events events) {
        this.elsewhere = elsewhere;
        this.request = request;
        this.events = events;
        this.companion = companion;
        this.upload = client.upload(loop, request, this);
    }

    /**
     * Begins one on {@code loop}; nothing is told before it returns.
     *
     * @param elsewhere told where a server sends us whom the body was begun for; returns whether the next attempt goes there
     */
    static Attempt begin(
            EventLoop loop,
            HttpClient client,
            UploadRequest request,
            Companion companion,
            Predicate<URI> elsewhere,
            Events events) {
        return new HttpAttempt(loop, client, request, companion, elsewhere, events);
    }

    @Override
    public void attach(Admission admission) {
        open().pipeline().addBefore(RESPONSE, "listener", new ListenerEvents(admission));
    }

    @Override
    public ListenerChannel channel() {
        BodyEnd made = BodyEnd.over(open(), request.framing(), upload);
        body = made;
        companion.begin();
        return made;
    }

    @Override
    public void cancel() {
        over = true;
        companion.end();
        upload.cancel();
    }

    @Override
    public void onRedirected(URI to) {
        // Said by what comes of it.
    }

    @Override
    public void onReady(Channel ready) {
        channel = ready;
        events.onReady(Texts.peer(ready.remoteAddress()));
    }

    @Override
    public void onAnswered(UploadAnswer answer) {
        String said = server(answer.uri()) + " answered " + answer.status()
                + (answer.text().isEmpty() ? "" : " (" + answer.text() + ")");
        if (answer.location().filter(elsewhere).isPresent()) {
            finish(Outcome.elsewhere(said));
        } else if (!answer.isSuccess()) {
            finish(new Outcome(
                    isLasting(answer.status()) ? Outcome.Kind.REFUSED : Outcome.Kind.FAILED,
                    said + remedy(answer.status()),
                    rest(answer.retryAfterSeconds())));
        } else if (body != null && body.isComplete()) {
            finish(Outcome.taken(said));
        } else {
            finish(Outcome.failed(said + " before the end of the body (expected: an answer behind its last byte)"));
        }
    }

    @Override
    public void onFailed(DownloadFailure failure) {
        if (body != null && body.endsTheConnection()) {
            finish(Outcome.taken("the source ended"));
        } else if (body != null && body.isReset()) {
            finish(Outcome.failed("the daemon ended it, see its end record"));
        } else {
            finish(Outcome.failed(failure.detail()));
        }
    }

    private void finish(Outcome outcome) {
        if (!over) {
            over = true;
            companion.end();
            events.onOver(outcome);
        }
    }

    private Channel open() {
        Channel now = channel;
        if (now == null) {
            throw new IllegalStateException("the server does not want a body yet");
        }
        return now;
    }

    private static String server(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Whether the same request will hardly be answered otherwise by itself. */
    private static boolean isLasting(int status) {
        return status < 500 && status != REQUEST_TIMEOUT && status != TOO_EARLY && status != TOO_MANY;
    }

    private static String remedy(int status) {
        return switch (status) {
            case 301, 302, 303 -> " (expected: the URL that it redirects to; a body follows 307 and 308 only)";
            case 307, 308 -> " (expected: a redirect that may be followed, and not too many; see max-redirects)";
            case 401 -> " (expected: the user and password that it knows)";
            case 405, 501 -> " (expected: a method that it takes; see method)";
            case 411 -> " (expected: per = \"item\" or pieces, whose length it may know)";
            case 413 -> " (expected: a smaller flush-bytes, or a server that takes as much)";
            default -> "";
        };
    }

    private static Duration rest(OptionalLong seconds) {
        return Duration.ofSeconds(Math.min(MOST_REST_SECONDS, seconds.orElse(0)));
    }
}
