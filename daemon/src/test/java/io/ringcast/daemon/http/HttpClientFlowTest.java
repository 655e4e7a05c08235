package io.ringcast.daemon.http;

import static io.ringcast.daemon.http.TestDownloads.coded;
import static io.ringcast.daemon.http.TestDownloads.hasGot;
import static io.ringcast.daemon.http.TestDownloads.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.transport.TestTransports;
import io.ringcast.daemon.transport.TransportKind;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading stopped and resumed, and downloads that are cancelled. */
class HttpClientFlowTest {

    private static final String KINDS = "io.ringcast.daemon.transport.TestTransports#kinds";

    private final EventLoop loop = TestTransports.preferred().loops().next();
    private final HttpClient client =
            new HttpClient(TestTransports.preferred(), HttpClient.systemTrust(), "Ringcast/test");

    @AfterEach
    void close() {
        client.close();
        // What a test cancelled or an origin still held is closed by now, or within moments.
        await().ignoreExceptions().untilAsserted(LeakPresenceDetector::check);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void givesNothingWhileReadingIsStopped(TransportKind kind) throws Exception {
        int size = 8 << 20;
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
                    RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    out.write(new byte[size]);
                });
                HttpClient other = new HttpClient(TestTransports.of(kind), HttpClient.systemTrust(), "x")) {
            EventLoop on = TestTransports.of(kind).loops().next();
            Stopping recording = new Stopping(on);
            recording.start(other, request(origin.uri("/")));

            assertThat(recording.stepsUntilEnd()).isGreaterThan(10);

            assertThat(recording.count.get()).isEqualTo(size);
        }
    }

    @Test
    void stopsACompressedBodyThatExpandsWithoutEnd() throws Exception {
        byte[] coded = coded("gzip", new byte[8 << 20]);
        assertThat(coded.length).isLessThan(10_000);
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
            out.write(coded);
        })) {
            Stopping recording = new Stopping(loop);
            recording.start(client, request(origin.uri("/")));

            int steps = recording.stepsUntilEnd();

            assertThat(steps).isGreaterThanOrEqualTo((8 << 20) / Inflation.PART_BYTES);
            assertThat(recording.count.get()).isEqualTo(8 << 20);
        }
    }

    @Test
    void givesTheLoopItsTurnInAnExpandingBody() throws Exception {
        byte[] coded = coded("gzip", new byte[64 << 20]);
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
            out.write(coded);
        })) {
            Recording recording = new Recording(loop, false);
            client.get(loop, request(origin.uri("/")), recording);
            recording.head();

            long seen = loop.submit(recording.count::get).get(10, TimeUnit.SECONDS);

            assertThat(seen).isLessThan(64 << 20);
            recording.completed.get(10, TimeUnit.SECONDS);
            assertThat(recording.count.get()).isEqualTo(64 << 20);
        }
    }

    @Test
    void saysNothingAfterACancel() throws Exception {
        CountDownLatch proceed = new CountDownLatch(1);
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\n\r\n");
            proceed.await();
            RawOrigin.write(out, "hello");
        })) {
            Recording recording = new Recording(loop);
            Download download = client.get(loop, request(origin.uri("/")), recording);
            recording.head();
            long before = recording.events.get();
            loop.submit(download::cancel).sync();
            loop.submit(download::cancel).sync();

            proceed.countDown();

            await().until(() -> !origin.requests().isEmpty());
            loop.submit(() -> {}).sync();
            assertThat(recording.events.get()).isEqualTo(before);
        }
    }

    @Test
    void canBeCancelledAtEveryMoment() throws Exception {
        AtomicReference<Recording> current = new AtomicReference<>();
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            if (request.target().equals("/")) {
                RawOrigin.write(out, "HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n");
            } else {
                RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
                await().until(() -> hasGot(current, 3));
                RawOrigin.write(out, "def");
            }
        })) {
            for (int moment = 1; moment <= 5; moment++) {
                CancellingAt recording = new CancellingAt(loop, moment);
                current.set(recording);
                loop.submit(() -> recording.download = client.get(loop, request(origin.uri("/")), recording))
                        .sync();
                if (moment == 5) {
                    recording.completed.get(10, TimeUnit.SECONDS);
                } else {
                    recording.cancelled.await();
                }
                loop.submit(() -> {}).sync();
                assertThat(recording.events.get()).isLessThanOrEqualTo(moment + 1);
            }
        }
    }

    @Test
    void canBeCancelledBeforeItIsConnected() throws Exception {
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying("HTTP/1.1 200 OK\r\n\r\n"))) {
            Recording recording = new Recording(loop);
            loop.submit(() -> client.get(loop, request(origin.uri("/")), recording)
                            .cancel())
                    .sync();
            loop.submit(() -> {}).sync();
            Recording later = new Recording(loop);
            loop.submit(() -> {
                        Download download = client.get(loop, request(origin.uri("/")), later);
                        loop.execute(download::cancel);
                    })
                    .sync();

            assertThat(get(request(origin.uri("/"))).body()).isEmpty();
            assertThat(recording.events.get() + later.events.get()).isZero();
        }
    }

    /** Cancels inside the n-th callback. */
    private static final class CancellingAt extends Recording {
        final CountDownLatch cancelled = new CountDownLatch(1);
        private final int moment;
        private @Nullable Download download;
        private int callbacks;

        CancellingAt(EventLoop loop, int moment) {
            super(loop);
            this.moment = moment;
        }

        @Override
        public void onRedirected(URI to) {
            super.onRedirected(to);
            count();
        }

        @Override
        public void onHead(ResponseHead response) {
            super.onHead(response);
            count();
        }

        @Override
        public void onBytes(ByteBuf part) {
            super.onBytes(part);
            count();
        }

        private void count() {
            if (++callbacks == moment) {
                Objects.requireNonNull(download).cancel();
                cancelled.countDown();
            }
        }
    }

    private Recording get(DownloadRequest request) {
        Recording recording = new Recording(loop);
        client.get(loop, request, recording);
        return recording;
    }
}
