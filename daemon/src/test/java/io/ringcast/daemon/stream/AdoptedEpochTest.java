package io.ringcast.daemon.stream;

import static io.ringcast.daemon.stream.StreamRig.JOINABLE;
import static io.ringcast.daemon.stream.StreamRig.MIB;
import static io.ringcast.daemon.stream.StreamRig.PACKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.Provenance;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A relay's stream keeps its origin's epoch for as long as it passes its bytes on. */
final class AdoptedEpochTest {

    private static final String TAG = "\"00000000deadbeef\"";
    private static final byte[] TABLES = StreamRig.packets(101, 2);

    private final StreamRig rig = new StreamRig(24L * MIB);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void countsAsTheOriginDoes() {
        relays(JOINABLE, 1880, "ringcast-1111111111111111");
        rig.join(TABLES, 1, 5);

        LiveEpoch epoch = now();
        assertThat(epoch.epoch().entityTag()).isEqualTo(TAG);
        assertThat(epoch.isAdopted()).isTrue();
        assertThat(rig.head() - epoch.epoch().base()).isEqualTo(1880 + 5 * PACKET);
        assertThat(rig.stream.via()).containsExactly("ringcast-1111111111111111");
    }

    @Test
    void beginsAnOwnEpochWithTheFirstByteFromElsewhere() {
        relays(JOINABLE, 1880);
        rig.join(TABLES, 1, 5);
        LiveEpoch adopted = now();

        relays(JOINABLE, 99 * 1880);
        rig.join(TABLES, 2, 5);

        LiveEpoch own = now();
        assertThat(own.isAdopted()).isFalse();
        assertThat(own.epoch().entityTag()).isNotEqualTo(TAG);
        assertThat(own.start()).isEqualTo(5 * PACKET).isEqualTo(adopted.changedAt());
        assertThat(own.since()).isZero();
        // Those who listen notice nothing, and those who come may start before the change.
        assertThat(adopted.end()).isEqualTo(LiveEpoch.OPEN);
        assertThat(rig.stream.startOldest().orElseThrow().epoch()).isSameAs(adopted);
        assertThat(rig.stream.startNewest().orElseThrow().epoch()).isSameAs(own);
        assertThat(rig.stream.epochOf(TAG)).containsSame(adopted);

        rig.splice.end();
        assertThat(adopted.end()).isEqualTo(rig.head());
        assertThat(adopted.ownEnd()).isEqualTo(5 * PACKET);
    }

    @Test
    void beginsAnOwnEpochWhereAByteIsThrownAway() {
        relays(JOINABLE, 1880);
        rig.join(TABLES, 1, 5);

        rig.splice.onGarbage(1);
        rig.write(2, 5);

        assertThat(now().isAdopted()).isFalse();
        assertThat(now().start()).isEqualTo(5 * PACKET);
    }

    @Test
    void keepsItsOwnEpochWhateverComes() {
        rig.begin(JOINABLE);
        rig.join(TABLES, 1, 5);
        LiveEpoch own = now();

        relays(JOINABLE, 1880);
        rig.join(TABLES, 2, 5);
        rig.splice.onGarbage(1);

        assertThat(now()).isSameAs(own);
    }

    @Test
    void adoptsOneWhenNobodyHasHeardAByteOfItsOwn() {
        rig.begin(JOINABLE);
        LiveEpoch empty = now();

        relays(JOINABLE, 1880);
        rig.join(TABLES, 1, 5);

        assertThat(now().epoch().entityTag()).isEqualTo(TAG);
        assertThat(empty.changedAt()).isZero();
        rig.splice.end();
        assertThat(empty.end()).isEqualTo(5 * PACKET);
    }

    @Test
    void adoptsAgainBehindTheSourcesEnd() {
        relays(JOINABLE, 1880);
        rig.join(TABLES, 1, 5);
        rig.splice.end();

        relays(JOINABLE, 18800);
        rig.join(TABLES, 2, 1);

        assertThat(now().epoch().base()).isEqualTo(5 * PACKET - 18800);
        assertThat(now().since()).isEqualTo(5 * PACKET);
    }

    @Test
    void hasThoseWhoCountComeAgainWhenTheBytesTakeAnotherWay() {
        rig.begin(JOINABLE);
        rig.join(TABLES, 1, 5);
        LiveEpoch before = now();

        relays(JOINABLE, 1880, "ringcast-1111111111111111");
        rig.join(TABLES, 2, 5);

        assertThat(now().epoch()).isEqualTo(before.epoch());
        assertThat(before.ownEnd()).isEqualTo(5 * PACKET);
        assertThat(now().start()).isEqualTo(before.start());
        assertThat(rig.stream.via()).hasSize(1);
    }

    @Test
    void countsForItselfWhenTheOriginsTagIsNoneOfOurs() {
        rig.splice.begin(new Run(JOINABLE, Optional.empty(), false)
                .from(new Provenance(List.of(), Optional.of(new LivePlace("\"some-tag\"", 1880, 0)))));
        rig.join(TABLES, 1, 5);

        assertThat(now().isAdopted()).isFalse();
        assertThat(now().epoch().base()).isZero();
    }

    private void relays(Format format, long offset, String... via) {
        rig.splice.begin(new Run(format, Optional.empty(), false)
                .from(new Provenance(List.of(via), Optional.of(new LivePlace(TAG, offset, 376)))));
    }

    private LiveEpoch now() {
        return rig.stream.epoch().orElseThrow();
    }
}
