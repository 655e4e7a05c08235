package io.ringcast.daemon.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopWatchTest {

    /** A loop that turns when it is told to. */
    private static final class ManualLoop implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void turn() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger(LoopWatch.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ManualLoop own = new ManualLoop();
    private final ManualLoop first = new ManualLoop();
    private final ManualLoop second = new ManualLoop();
    private long nanos;
    private int fed;
    private final LoopWatch watch = new LoopWatch(
            List.of(new LoopWatch.Watched("loop-1", first), new LoopWatch.Watched("loop-2", second)),
            own,
            () -> fed++,
            () -> nanos);

    @BeforeEach
    void listenToTheLog() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leaveTheLog() {
        logger.detachAppender(log);
    }

    @Test
    void feedsOnceARoundWhenEveryLoopHasAnswered() {
        watch.round();
        first.turn();
        own.turn();
        assertThat(fed).as("one loop is missing").isZero();

        second.turn();
        own.turn();

        assertThat(fed).isEqualTo(1);
        turnAll();
        assertThat(fed).as("no new round").isEqualTo(1);
        watch.round();
        turnAll();
        assertThat(fed).isEqualTo(2);
    }

    @Test
    void aBlockedLoopStopsTheFeedingAndIsNamed() {
        watch.round();
        first.turn();
        own.turn();
        nanos = TimeUnit.SECONDS.toNanos(15);

        watch.round();
        first.turn();
        own.turn();

        assertThat(fed).isZero();
        assertThat(watch.unanswered()).containsExactly("loop-2");
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("event loop blocked loop=loop-2 seconds=15 watchdog=starving");
    }

    @Test
    void aLoopThatComesBackFeedsAtOnce() {
        watch.round();
        first.turn();
        own.turn();
        nanos = TimeUnit.SECONDS.toNanos(15);
        watch.round();
        nanos = TimeUnit.SECONDS.toNanos(20);

        second.turn();
        own.turn();

        assertThat(fed).isEqualTo(1);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "event loop blocked loop=loop-2 seconds=15 watchdog=starving",
                        "event loops turn again seconds=20");
    }

    @Test
    void aLoopThatWasShutDownIsNotBlocked() {
        LoopWatch stopping = new LoopWatch(
                List.of(new LoopWatch.Watched("gone", task -> {
                    throw new RejectedExecutionException();
                })),
                own,
                () -> fed++,
                () -> nanos);

        stopping.round();

        assertThat(fed).isEqualTo(1);
    }

    private void turnAll() {
        first.turn();
        second.turn();
        own.turn();
    }
}
