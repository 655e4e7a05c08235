package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.UploadRequest.Framing;
import io.ringcast.daemon.transport.TestTransports;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uploads: when the body may come, where it goes, and what answers mean. */
class HttpClientUploadTest {

    private static final String BODY = "what is sent";

    private final EventLoop loop = TestTransports.preferred().loops().next();
    private final HttpClient client =
            new HttpClient(TestTransports.preferred(), HttpClient.systemTrust(), "Ringcast/test");
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        client.close();
        await().ignoreExceptions().untilAsserted(LeakPresenceDetector::check);
    }

    @Test
    void sendsTheBodyWhenTheServerWantsIt() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
            take(socket);
            RawOrigin.write(out, "HTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n");
        })) {
            Sent sent = send(origin.uri("/a?b=c"), true);

            assertThat(sent.answer()).isEqualTo(answer(origin.uri("/a?b=c"), 201, "Made"));
            assertThat(bodies).containsExactly(BODY);
            RawOrigin.Request request = origin.requests().get(0);
            assertThat(request.line()).isEqualTo("PUT /a?b=c HTTP/1.1");
            assertThat(request.header("Expect")).contains("100-continue");
            assertThat(request.header("Content-Length")).contains("" + BODY.length());
            assertThat(request.header("Content-Type")).contains("a/b");
            assertThat(request.header("Authorization")).contains("Basic dTpw");
        }
    }

    @Test
    void sendsTheBodyToAServerThatKnowsNothingOfExpect() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            take(socket);
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            Sent sent = send(origin.uri("/"), true);

            assertThat(sent.answer().isSuccess()).isTrue();
            assertThat(bodies).containsExactly(BODY);
        }
    }

    @Test
    void asksAgainWithoutExpectWhereThatIsRefused() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            if (request.header("Expect").isPresent()) {
                RawOrigin.write(out, "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
            } else {
                take(socket);
                RawOrigin.write(out, "HTTP/1.1 204 No Content\r\n\r\n");
            }
        })) {
            Sent sent = send(origin.uri("/"), true);

            assertThat(sent.answer().status()).isEqualTo(204);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void refusalCostsNoBytesAndItsTextIsOneBoundedLine() throws Exception {
        String page = "<html><head><style>p {}</style></head><body><p>No  such\nplace</p>" + "x".repeat(5000);
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying(
                "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nRetry-After: 7\r\nContent-Length: "
                        + page.length() + "\r\n\r\n" + page))) {
            Sent sent = send(origin.uri("/"), true);

            assertThat(sent.answer().status()).isEqualTo(404);
            assertThat(sent.answer().text()).startsWith("No such place x").hasSize(200);
            assertThat(sent.answer().retryAfterSeconds()).hasValue(7);
            assertThat(sent.readies).isZero();
        }
    }

    @Test
    void redirectIsFollowedBeforeTheBodyWithoutTheCredentials() throws Exception {
        try (RawOrigin other = new RawOrigin((request, out, socket) -> {
                    RawOrigin.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
                    take(socket);
                    RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                RawOrigin origin = new RawOrigin(RawOrigin.saying("HTTP/1.1 307 Elsewhere\r\nLocation: "
                        + other.uri("/there") + "\r\nContent-Length: 0\r\n\r\n"))) {
            Sent sent = send(origin.uri("/"), true);

            assertThat(sent.answer().uri()).isEqualTo(other.uri("/there"));
            assertThat(bodies).containsExactly(BODY);
            assertThat(other.requests().get(0).line()).isEqualTo("PUT /there HTTP/1.1");
            assertThat(other.requests().get(0).header("Content-Type")).contains("a/b");
            assertThat(other.requests().get(0).header("Authorization")).isEmpty();
        }
    }

    @Test
    void redirectBehindTheBodyIsTheCallersAndOneToAnotherMethodIsAnAnswer() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            take(socket);
            String status = request.target().equals("/") ? "308 Moved" : "303 See Other";
            RawOrigin.write(out, "HTTP/1.1 " + status + "\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n");
        })) {
            Sent late = send(origin.uri("/"), false);
            Sent other = send(origin.uri("/other"), false);

            assertThat(late.answer().location()).contains(origin.uri("/b"));
            assertThat(other.answer().status()).isEqualTo(303);
            assertThat(other.answer().location()).isEmpty();
        }
    }

    @Test
    void saysThatNoAnswerCame() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> take(socket))) {
            Sent sent = send(origin.uri("/"), false);

            assertThat(sent.failure().kind()).isEqualTo(DownloadFailure.Kind.RESET);
        }
    }

    private void take(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        bodies.add(new String(in.readNBytes(BODY.length()), StandardCharsets.UTF_8));
    }

    private static UploadAnswer answer(URI uri, int status, String text) {
        return new UploadAnswer(uri, status, text, Optional.empty(), OptionalLong.empty());
    }

    private Sent send(URI uri, boolean expects) {
        DownloadRequest to = new DownloadRequest(
                uri,
                List.of(Map.entry("Content-Type", "a/b")),
                Optional.of(new Credentials.Basic("u", "p")),
                Optional.empty(),
                Optional.empty(),
                DownloadRequest.Limits.DEFAULT);
        Sent sent = new Sent();
        loop.submit(() -> sent.upload = client.upload(
                        loop,
                        new UploadRequest(
                                to, Optional.empty(), "PUT", "HTTP/1.1", new Framing.Length(BODY.length()), expects),
                        sent))
                .syncUninterruptibly();
        return sent;
    }

    /** Sends the body when it may. Belongs to the loop until it is over. */
    private static final class Sent implements UploadHandler {

        private final CompletableFuture<Object> over = new CompletableFuture<>();
        private int readies;
        private volatile Upload upload = new Upload() {
            @Override
            public void sent() {
                throw new IllegalStateException("not begun");
            }

            @Override
            public void cancel() {
                // Nothing was begun.
            }
        };

        UploadAnswer answer() {
            return (UploadAnswer) over.orTimeout(30, TimeUnit.SECONDS).join();
        }

        DownloadFailure failure() {
            return (DownloadFailure) over.orTimeout(30, TimeUnit.SECONDS).join();
        }

        @Override
        public void onRedirected(URI to) {
            // The answer says where it ended.
        }

        @Override
        public void onReady(Channel channel) {
            readies++;
            channel.writeAndFlush(Unpooled.copiedBuffer(BODY, StandardCharsets.UTF_8));
            upload.sent();
        }

        @Override
        public void onAnswered(UploadAnswer answer) {
            over.complete(answer);
        }

        @Override
        public void onFailed(DownloadFailure failure) {
            over.complete(failure);
        }
    }
}
