package io.ringcast.daemon.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.LeakPresenceDetector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifierTest {

    private static final String WATCHDOG_MICROS = Long.toString(TimeUnit.MILLISECONDS.toMicros(100));

    @TempDir
    private Path folder = Path.of("");

    private final MultiThreadIoEventLoopGroup systemd = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void needsEpoll() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    @AfterEach
    void noLeaks() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        systemd.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        LeakPresenceDetector.check();
    }

    @Test
    void tellsReadinessStatusAndStoppingOverAPath() {
        String path = folder.resolve("notify").toString();
        receive(new DomainSocketAddress(path));

        try (SystemdNotifier notifier = SystemdNotifier.open(Map.of("NOTIFY_SOCKET", path), loops, System::nanoTime)) {
            notifier.ready("2 sources");
            notifier.status("3 sources\nREADY=0");
            notifier.stopping("bye");
        }

        await().untilAsserted(() -> assertThat(told)
                .containsExactly("READY=1\nSTATUS=2 sources", "STATUS=3 sources READY=0", "STOPPING=1\nSTATUS=bye"));
    }

    @Test
    void tellsReadinessOverAnAbstractSocket() {
        String name = "ringcast-test-" + UUID.randomUUID();
        receive(new DomainSocketAddress("\0" + name));

        try (SystemdNotifier notifier =
                SystemdNotifier.open(Map.of("NOTIFY_SOCKET", "@" + name), loops, System::nanoTime)) {
            notifier.ready("up");
        }

        await().untilAsserted(() -> assertThat(told).containsExactly("READY=1\nSTATUS=up"));
    }

    @Test
    void doesNothingWithoutASocket() {
        try (SystemdNotifier notifier = SystemdNotifier.open(Map.of(), loops, System::nanoTime)) {
            notifier.ready("nobody hears this");
            notifier.stopping("nor this");
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("systemd"));
    }

    @Test
    void goesOnWithoutASystemdThatListens() {
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString());

        try (SystemdNotifier notifier = SystemdNotifier.open(environment, loops, System::nanoTime)) {
            notifier.ready("nobody hears this");
        }

        assertThat(told).isEmpty();
    }

    @Test
    void feedsTheWatchdogUntilALoopIsBlockedAndAgainAfterwards() throws Exception {
        String path = folder.resolve("notify").toString();
        receive(new DomainSocketAddress(path));
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", WATCHDOG_MICROS);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);

        try (SystemdNotifier notifier = SystemdNotifier.open(environment, loops, System::nanoTime)) {
            notifier.ready("up");
            await().until(() -> told.size() >= 4);
            assertThat(told).containsOnlyOnce("READY=1\nSTATUS=up").contains("WATCHDOG=1");

            loops.next().execute(() -> {
                blocked.countDown();
                awaitUninterruptibly(release);
            });
            blocked.await();
            // What was under way arrives; then there is silence for longer than the watchdog waits.
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(10))
                    .until(new Silence()::lasts);

            told.clear();
            release.countDown();
            await().until(() -> told.size() >= 2);
            assertThat(told).containsOnly("WATCHDOG=1");
        }
    }

    /** Whether nothing new has been told since the last look. */
    private final class Silence {
        private int seen = told.size();

        boolean lasts() {
            int now = told.size();
            boolean silent = now == seen;
            seen = now;
            return silent;
        }
    }

    private void receive(DomainSocketAddress address) {
        Channel channel = new Bootstrap()
                .group(systemd)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                        told.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
        assertThat(channel.isActive()).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new TimeoutException("never released");
            }
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
