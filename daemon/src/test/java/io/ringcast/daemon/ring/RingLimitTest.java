package io.ringcast.daemon.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RingLimitTest {

    @Test
    void refusesLessThanAChunk() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingLimit.ofBytes(65535))
                .withMessage("bytes: 65535 (expected: >= 65536)");
    }

    @Test
    void refusesAnAgeOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RingLimit(65536, 0))
                .withMessage("nanos: 0 (expected: > 0)");
    }

    @Test
    void hasNoAgeWhenBoundedByBytesAlone() {
        assertThat(RingLimit.ofBytes(65536).nanos()).isEqualTo(Long.MAX_VALUE);
    }
}
