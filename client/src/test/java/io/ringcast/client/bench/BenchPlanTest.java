package io.ringcast.client.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BenchPlanTest {

    @Test
    void rolesAreAsManyAsAskedForAndSpreadEvenly() {
        int[][] crowds = {{1000, 200, 0}, {1000, 200, 37}, {7, 3, 4}, {10, 0, 1}, {5, 5, 0}};
        for (int[] crowd : crowds) {
            BenchPlan.Crowd asked = new BenchPlan.Crowd(crowd[0], crowd[1], crowd[2], 1);

            assertThat(count(asked, Role.STOPPED, crowd[0])).isEqualTo(crowd[1]);
            assertThat(count(asked, Role.SLOW, crowd[0])).isEqualTo(crowd[2]);
            assertThat(count(asked, Role.STOPPED, crowd[0] / 2)).isBetween(crowd[1] / 2L - 1, crowd[1] / 2L + 1);
        }
    }

    @Test
    void refusesMoreStoppedAndSlowOnesThanThereAre() {
        assertThatThrownBy(() -> new BenchPlan.Crowd(10, 6, 5, 1)).hasMessageContaining("6 + 5");
        assertThatThrownBy(() -> new BenchPlan.Crowd(10, 0, 5, 0)).hasMessageContaining("slowBitsPerSecond: 0");
    }

    @Test
    void asManyAddressesAsTheConnectionsNeed() throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});

        assertThat(SourceAddresses.of(loopback, 0, 25_000).count()).isEqualTo(1);
        assertThat(SourceAddresses.of(loopback, 0, 25_000).of(3)).isNull();
        assertThat(SourceAddresses.of(loopback, 0, 60_000).count()).isEqualTo(3);
        assertThat(SourceAddresses.of(loopback, 4, 10).of(5)).hasToString("/127.0.0.3:0");
    }

    @Test
    void severalAddressesAreThereOnLoopbackOnly() throws Exception {
        InetAddress elsewhere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});

        assertThat(SourceAddresses.of(elsewhere, 0, 60_000).count()).isEqualTo(1);
        assertThatThrownBy(() -> SourceAddresses.of(elsewhere, 2, 10)).hasMessageContaining("addresses: 2");
    }

    private static long count(BenchPlan.Crowd crowd, Role role, int among) {
        return IntStream.range(0, among).filter(i -> crowd.roleOf(i) == role).count();
    }
}
