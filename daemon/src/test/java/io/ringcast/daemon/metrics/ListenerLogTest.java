package io.ringcast.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Delivery;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.Side;
import io.ringcast.daemon.fanout.TcpSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ListenerLogTest {

    private static final OutputAccount LAN = new OutputAccount("news", "lan", "tcp");

    private final Logger logger = (Logger) LoggerFactory.getLogger(ListenerLog.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private long nanos = Long.MAX_VALUE - 5;
    private final ListenerLog log = new ListenerLog(() -> nanos, (task, delay) -> {
        assertThat(delay).isEqualTo(Duration.ofSeconds(1));
        later.add(task);
    });

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(written);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void writesOneLineForEachEndAndRefusal() {
        log.onEnded(end(EndReason.LAPPED, "VLC/3.0 \"x\"\nsource=forged\u202e"));
        log.onRefused(LAN, Refusal.NOT_ALLOWED);

        assertThat(lines())
                .containsExactly(
                        "source=news event=listener-ended output=lan kind=tcp id=7 remote=[::1]:4711"
                                + " agent=\"VLC/3.0 'x'?source=forged?\" reason=lapped side=- policy=skip"
                                + " connected=1970-01-01T00:00:00Z seconds=61.5 bytes=1000 lag-bytes=20 lag-seconds=0.25"
                                + " skips=3 skipped-bytes=40 mean-rate=16 rate=- source-rate=- stalled=0.0 lag-minute=-"
                                + " tcp-age=- detail=\"fell behind\"",
                        "source=news event=listener-refused output=lan kind=tcp reason=not-allowed");
        assertThat(later).isEmpty();
    }

    @Test
    void saysHowTheBytesReachedThePeer() {
        Delivery delivery = new Delivery(
                Duration.ofMillis(12_250),
                OptionalLong.of(125_000),
                OptionalLong.of(500_000),
                Delivery.Lags.of(40, 3_790, 7_540),
                Optional.of(new TcpSample(
                        Duration.ofMillis(300),
                        Duration.ofNanos(40_256_000),
                        Duration.ZERO,
                        10,
                        1448,
                        7,
                        0,
                        OptionalLong.of(0),
                        OptionalLong.empty(),
                        Duration.ofSeconds(2),
                        true)));

        log.onEnded(end(EndReason.LAPPED, Optional.of(Side.PEER), "", delivery));

        assertThat(lines().get(0))
                .contains(
                        " reason=lapped side=peer ",
                        " rate=125000 source-rate=500000 stalled=12.25 lag-minute=0.0,3.8,7.5 tcp-age=0.3 rtt-ms=40.26"
                                + " cwnd=10 unacked=0 retransmits=7 probes=- last-ack=2.0 zero-window=true detail=");
    }

    @Test
    void sumsUpWhatIsMoreThanASecondBears() {
        for (int i = 0; i < 1000; i++) {
            log.onEnded(end(EndReason.PEER_RESET, ""));
            log.onRefused(LAN, Refusal.MEMORY);
        }

        assertThat(lines()).hasSize(ListenerLog.LINES_PER_SECOND);
        assertThat(later).hasSize(1);
        nanos += 1_000_000_000L;
        later.remove().run();
        assertThat(lines().subList(ListenerLog.LINES_PER_SECOND, lines().size()))
                .containsExactly(
                        "event=listeners-ended more=990 reasons=peer-reset:990",
                        "event=listeners-refused more=990 reasons=memory:990");
    }

    @Test
    void hasLinesAgainInTheNextSecond() {
        for (int i = 0; i < 100; i++) {
            log.onRefused(LAN, Refusal.MEMORY);
        }
        nanos += 1_000_000_000L;
        later.remove().run();
        int before = lines().size();

        log.onRefused(LAN, Refusal.FULL);
        assertThat(lines()).hasSize(before + 1);
        assertThat(lines().get(before)).endsWith("reason=full");

        for (int i = 0; i < 100; i++) {
            log.onRefused(LAN, Refusal.MEMORY);
        }
        assertThat(later).hasSize(1);
    }

    @Test
    void writesWhatIsLeftWhenClosed() {
        for (int i = 0; i < 21; i++) {
            log.onRefused(LAN, Refusal.SHUTDOWN);
        }

        log.close();

        assertThat(lines().get(20)).isEqualTo("event=listeners-refused more=1 reasons=shutdown:1");
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static ListenerEnd end(EndReason reason, String agent) {
        return end(reason, Optional.empty(), agent, Delivery.UNKNOWN);
    }

    private static ListenerEnd end(EndReason reason, Optional<Side> side, String agent, Delivery delivery) {
        ListenerSnapshot listener = new ListenerSnapshot(
                7,
                LAN,
                "[::1]:4711",
                agent,
                Instant.EPOCH,
                Duration.ofMillis(61_500),
                Policy.SKIP,
                1000,
                20,
                Duration.ofMillis(250),
                3,
                40,
                delivery);
        return new ListenerEnd(listener, Instant.EPOCH, reason, side, "fell behind");
    }
}
