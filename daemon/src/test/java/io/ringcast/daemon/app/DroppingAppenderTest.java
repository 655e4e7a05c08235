package io.ringcast.daemon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class DroppingAppenderTest {

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("test");
    private final StoppedWriter writer = new StoppedWriter();
    private final DroppingAppender appender = new DroppingAppender();

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        writer.setContext(context);
        writer.start();
        appender.setContext(context);
        appender.setQueueSize(10);
        appender.setDiscardingThreshold(4);
        appender.addAppender(writer);
        appender.start();
        logger.addAppender(appender);
        // The first line keeps the writer busy; from then on lines stay in the queue.
        logger.warn("first");
        await().until(() -> writer.busy.getCount() == 0);
    }

    @AfterEach
    void stop() {
        writer.free.countDown();
        context.stop();
    }

    @Test
    void dropsInfoBeforeWarningsAndCountsBoth() {
        for (int i = 0; i < 100; i++) {
            logger.info("info {}", i);
        }
        long info = appender.dropped();
        for (int i = 0; i < 100; i++) {
            logger.warn("warn {}", i);
        }
        writer.free.countDown();
        await().until(() -> appender.getNumberOfElementsInQueue() == 0);
        context.stop();

        assertThat(info).isEqualTo(93);
        assertThat(appender.dropped()).isEqualTo(93 + 97);
        assertThat(writer.written)
                .containsExactly(
                        "first", "info 0", "info 1", "info 2", "info 3", "info 4", "info 5", "info 6", "warn 0",
                        "warn 1", "warn 2");
    }

    @Test
    void writesWhatIsQueuedWhenItStops() {
        for (int i = 0; i < 5; i++) {
            logger.info("info {}", i);
        }
        writer.free.countDown();

        context.stop();

        assertThat(writer.written).hasSize(6).endsWith("info 4");
        assertThat(appender.dropped()).isZero();
    }

    @Test
    void writesArgumentsAsTheyWereWhenTheyWereLogged() {
        AtomicInteger number = new AtomicInteger(1);
        logger.info("number={}", number);
        number.set(2);

        writer.free.countDown();
        context.stop();

        assertThat(writer.events.get(1).getArgumentArray()).containsExactly("1");
    }

    /** An appender that does not come back before it is freed. */
    private static final class StoppedWriter extends AppenderBase<ILoggingEvent> {
        final CountDownLatch busy = new CountDownLatch(1);
        final CountDownLatch free = new CountDownLatch(1);
        final List<String> written = new CopyOnWriteArrayList<>();
        final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            events.add(event);
            written.add(event.getFormattedMessage());
        }
    }
}
