package io.ringcast.daemon.testing;

import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Waits until every counted buffer has come back, where the last ones do so a moment after their channel or transport has closed.
 *
 * <p>{@link LeakPresenceDetector#check()} cannot be asked twice: it forgets what it counted, so that a second look finds nothing whatever
 * has leaked. Here the count is read without touching it until it is level, and checked once.
 */
public final class Leaks {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(5);

    private Leaks() {}

    /** Fails when a buffer has not come back after 10 s. */
    public static void awaitNone() {
        LongAdder open = openResources();
        try {
            await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(STEP).until(() -> open.sum() == 0);
        } finally {
            // Says more than a count does, and leaves nothing to the next test.
            LeakPresenceDetector.check();
        }
    }

    private static LongAdder openResources() {
        try {
            Field scope = LeakPresenceDetector.class.getDeclaredField("GLOBAL");
            scope.setAccessible(true);
            Object global = scope.get(null);
            Field counter = global.getClass().getDeclaredField("openResourceCounter");
            counter.setAccessible(true);
            return (LongAdder) counter.get(global);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this release of Netty counts otherwise", e);
        }
    }
}
