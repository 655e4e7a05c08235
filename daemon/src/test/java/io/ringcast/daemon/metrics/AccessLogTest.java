package io.ringcast.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Asked;
import io.ringcast.daemon.fanout.Delivery;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Asked NEWS = new Asked("GET /news HTTP/1.1", "http://host/page", 200);

    @TempDir
    Path dir = Path.of("");

    @Test
    void aLineIsInCombinedFormatWithTheSecondsBehindIt() {
        ListenerEnd end = end("192.0.2.77:4711", NEWS, "VLC/3.0.20");

        assertThat(AccessLine.of(end, ZoneId.of("Europe/Berlin"), false))
                .isEqualTo("192.0.2.77 - - [02/Jan/2026:04:04:05 +0100] \"GET /news HTTP/1.1\" 200 1234567"
                        + " \"http://host/page\" \"VLC/3.0.20\" 61");
    }

    @Test
    void addressesAreCutToTheirNetworkIfSo() {
        assertThat(truncated("192.0.2.77:4711")).isEqualTo("192.0.2.0");
        assertThat(truncated("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff:4711")).isEqualTo("2001:db8:aaaa::");
        assertThat(truncated("fe80:0:0:0:1:2:3:4%eth0:4711")).isEqualTo("fe80::");
        assertThat(truncated("somewhere")).isEqualTo("-");
    }

    @Test
    void whatStrangersWriteEndsNeitherTheFieldNorTheLine() {
        Asked asked = new Asked("GET /a\"\r\n6.6.6.6 - - HTTP/1.1", "x\\\"", 200);

        String line = AccessLine.of(end("192.0.2.77:4711", asked, "\u202eevil\n\u001b[2J"), ZoneOffset.UTC, false);

        assertThat(line)
                .isEqualTo("192.0.2.77 - - [02/Jan/2026:03:04:05 +0000]"
                        + " \"GET /a\\\"\\x0d\\x0a6.6.6.6 - - HTTP/1.1\" 200 1234567 \"x\\\\\\\"\""
                        + " \"\\u202eevil\\x0a\\x1b[2J\" 61");
    }

    @Test
    void nobodyKeepsALongTextInMemory() {
        Asked asked = new Asked("GET /" + "x".repeat(8_000), "y".repeat(8_000), 200);

        assertThat(asked.line()).hasSize(400);
        assertThat(asked.referer()).hasSize(200);
    }

    @Test
    void outputsThatNobodyAskedForHaveNoLine() throws IOException {
        Path file = dir.resolve("made/access.log");
        AccessLog log = new AccessLog(file, false, ZoneOffset.UTC);
        log.start();

        log.onEnded(end("file:/rec/news.ts", Asked.NOTHING, ""));
        log.onEnded(end("192.0.2.77:4711", new Asked("TCP /news -", "", 200), ""));
        log.close();

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "192.0.2.77 - - [02/Jan/2026:03:04:05 +0000] \"TCP /news -\" 200 1234567 \"-\" \"-\" 61");
        assertThat(log.dropped()).isZero();
    }

    @Test
    void afterItWasMovedAwayANewOneIsWritten() throws IOException {
        // given
        Path file = dir.resolve("access.log");
        Path moved = dir.resolve("access.log.1");
        AccessLog log = new AccessLog(file, false, ZoneOffset.UTC);
        log.start();
        log.onEnded(end("192.0.2.1:1", NEWS, ""));
        await().atMost(LIMIT).until(() -> Files.size(file) > 0);

        // when
        Files.move(file, moved);
        log.reopen();
        await().atMost(LIMIT).until(() -> Files.exists(file));
        log.onEnded(end("192.0.2.2:1", NEWS, ""));
        log.close();

        // then
        assertThat(lines(moved)).hasSize(1).allMatch(line -> line.startsWith("192.0.2.1 "));
        assertThat(lines(file)).hasSize(1).allMatch(line -> line.startsWith("192.0.2.2 "));
    }

    @Test
    void whatDoesNotFitTheQueueIsDroppedAndCounted() throws IOException {
        // given: nobody writes yet
        Path file = dir.resolve("access.log");
        AccessLog log = new AccessLog(file, false, ZoneOffset.UTC, 10);
        for (int i = 0; i < 25; i++) {
            log.onEnded(end("192.0.2.1:1", NEWS, ""));
        }

        // when
        log.start();
        log.close();

        // then
        assertThat(log.dropped()).isEqualTo(15);
        assertThat(lines(file)).hasSize(10);
    }

    @Test
    void aFileThatCannotBeOpenedCostsLinesAndNothingElse() throws IOException {
        // given: a directory in its place after it was moved away
        Path file = dir.resolve("access.log");
        AccessLog log = new AccessLog(file, false, ZoneOffset.UTC);
        log.start();
        Files.delete(file);
        Files.createDirectory(file);
        log.reopen();

        // when
        await().atMost(LIMIT).until(() -> {
            log.onEnded(end("192.0.2.1:1", NEWS, ""));
            return log.dropped() > 0;
        });
        Files.delete(file);
        log.reopen();
        await().atMost(LIMIT).until(() -> Files.isRegularFile(file));
        log.onEnded(end("192.0.2.9:1", NEWS, ""));
        log.close();

        // then
        assertThat(lines(file)).anyMatch(line -> line.startsWith("192.0.2.9 "));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    private static String truncated(String remote) {
        String line = AccessLine.of(end(remote, NEWS, ""), ZoneOffset.UTC, true);
        return line.substring(0, line.indexOf(' '));
    }

    private static ListenerEnd end(String remote, Asked asked, String agent) {
        Instant connected = Instant.parse("2026-01-02T03:04:05Z");
        ListenerSnapshot listener = new ListenerSnapshot(
                1,
                new OutputAccount("news", "http", "http"),
                remote,
                agent,
                connected,
                Duration.ofMillis(61_900),
                Policy.SKIP,
                1_234_567,
                0,
                Duration.ZERO,
                0,
                0,
                Delivery.UNKNOWN,
                asked);
        return new ListenerEnd(
                listener, connected.plusMillis(61_900), EndReason.PEER_CLOSED, Optional.empty(), "the peer closed");
    }
}
