package io.ringcast.daemon.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParkingTest {

    private final RingRig rig = RingRig.ofChunks(4);
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private int wakes;
    private final Parking parking = rig.ring.parking(loop::add, () -> wakes++);

    @AfterEach
    void noLeaks() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void isWokenOnceByWhatIsPublishedWhileItSleeps() {
        assertThat(parking.park(rig.ring.changes())).isTrue();

        rig.fill(1);
        rig.fill(1);
        runLoop();

        assertThat(wakes).isOne();
    }

    @Test
    void doesNotSleepWhenSomethingCameBefore() {
        long seen = rig.ring.changes();
        rig.fill(1);

        boolean sleeps = parking.park(seen);
        rig.fill(1);

        assertThat(sleeps).isFalse();
        assertThat(loop).isEmpty();
    }

    @Test
    void isNotWokenWhileAwake() {
        rig.fill(1);

        assertThat(loop).isEmpty();
    }

    @Test
    void canStopSleepingOfItsOwnAccord() {
        parking.park(rig.ring.changes());

        boolean stopped = parking.unpark();
        rig.fill(1);

        assertThat(stopped).isTrue();
        assertThat(loop).isEmpty();
    }

    @Test
    void saysThatAWakeIsOnItsWayWhenItStopsTooLate() {
        parking.park(rig.ring.changes());
        rig.fill(1);

        assertThat(parking.unpark()).isFalse();
        runLoop();

        assertThat(wakes).isOne();
    }

    @Test
    void isWokenByAnAnnouncementWithoutBytes() {
        parking.park(rig.ring.changes());

        rig.ring.announce();
        runLoop();

        assertThat(wakes).isOne();
        assertThat(rig.ring.head()).isZero();
    }

    @Test
    void isNotWokenAfterItsRemoval() {
        parking.park(rig.ring.changes());

        rig.ring.remove(parking);
        rig.fill(1);

        assertThat(loop).isEmpty();
    }

    @Test
    void sleepsAgainAfterItWasWoken() {
        for (int i = 1; i <= 3; i++) {
            assertThat(parking.park(rig.ring.changes())).isTrue();
            rig.fill(1);
            runLoop();
            assertThat(wakes).isEqualTo(i);
        }
    }

    @Test
    void doesNotStopTheWriterNorOthersWhenItsLoopHasEnded() {
        try (RingRig ending = RingRig.ofChunks(4)) {
            Parking ended = ending.ring.parking(
                    task -> {
                        throw new RejectedExecutionException("event executor terminated");
                    },
                    () -> {});
            Parking alive = ending.ring.parking(loop::add, () -> wakes++);
            ended.park(ending.ring.changes());
            alive.park(ending.ring.changes());

            ending.fill(1);
            runLoop();

            assertThat(ending.ring.head()).isEqualTo(RingRig.CHUNK);
            assertThat(wakes).isOne();
        }
    }

    private void runLoop() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }
}
