package io.ringcast.daemon.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random lives of a ring, checked against an ever growing list of bytes after each step. A dozen new seeds each time, or the one of
 * {@code -Dringcast.ring.seed=N}; the seed is in the log and in what a failure says.
 */
class RingModelTest {

    private static final Logger LOG = LoggerFactory.getLogger(RingModelTest.class);
    private static final int STEPS = 1_200;

    @AfterEach
    void noLeaks() {
        LeakPresenceDetector.check();
    }

    static LongStream seeds() {
        Long given = Long.getLong("ringcast.ring.seed");
        long base = System.nanoTime();
        return given != null ? LongStream.of(given) : LongStream.range(base, base + 12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void behavesLikeAnEverGrowingListOfBytes(long seed) {
        LOG.info("ring model seed={}", seed);
        live(seed);
    }

    @Test
    void lapsCursorsInTheModel() {
        assertThat(live(1)).isPositive();
    }

    /** One life to its end; returns how often a cursor was lapped. */
    private static int live(long seed) {
        RingModel model = new RingModel(seed);
        try {
            for (int step = 0; step < STEPS; step++) {
                model.step();
            }
            model.end();
            return model.laps();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dringcast.ring.seed=" + seed + ", " + model, e);
        } finally {
            model.close();
        }
    }
}
