package io.ringcast.protocol.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.live.LiveRange.Bounded;
import io.ringcast.protocol.live.LiveRange.Live;
import io.ringcast.protocol.live.LiveRange.Open;
import io.ringcast.protocol.live.LiveRange.Suffix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveRangeTest {

    private static final String TAG = new Epoch(0x0123456789ABCDEFL, 0).entityTag();
    private static final String OTHER_TAG = new Epoch(1, 0).entityTag();

    @Test
    void readsEachForm() {
        assertThat(LiveRange.parse("bytes=0-1")).containsExactly(new Bounded(0, 1));
        assertThat(LiveRange.parse("bytes=0-")).containsExactly(new Open(0));
        assertThat(LiveRange.parse("bytes=-500")).containsExactly(new Suffix(500));
        assertThat(LiveRange.parse("Bytes= 7-7 ")).containsExactly(new Bounded(7, 7));
        assertThat(LiveRange.parse("bytes=0-1, 5-,,-3")).containsExactly(new Bounded(0, 1), new Open(5), new Suffix(3));
    }

    @Test
    void takesAVeryLargeLastPositionForLive() {
        assertThat(LiveRange.parse("bytes=100-9007199254740991")).containsExactly(new Live(100));
        assertThat(LiveRange.parse("bytes=100-9007199254740990")).containsExactly(new Bounded(100, 9007199254740990L));
        assertThat(LiveRange.parse("bytes=100-99999999999999999999999")).containsExactly(new Live(100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=5-4",
                "bytes=a-b",
                "bytes=+1-2",
                "bytes=1",
                "bytes=0-1-2",
                "bytes=0-1,x",
                "bytes=١-٢",
                "seconds=0-1",
                "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,10-10,11-11,12-12,13-13,14-14,15-15,16-16"
            })
    void ignoresWhatItCannotServe(String header) {
        assertThat(LiveRange.parse(header)).isEmpty();
    }

    @Test
    void isRangedWhenTheEpochIsNamed() {
        assertThat(LiveRange.requested("bytes=5000-", TAG, TAG)).contains(new Open(5000));
        assertThat(LiveRange.requested("bytes=0-1", TAG, TAG)).contains(new Bounded(0, 1));
        assertThat(LiveRange.requested("bytes=0-9007199254740991", TAG, TAG)).contains(new Live(0));
    }

    @Test
    void isRangedWhenTheLastPositionIsVeryLarge() {
        assertThat(LiveRange.requested("bytes=77-9007199254740991", null, TAG)).contains(new Live(77));
    }

    @Test
    void isNotRangedWhenThePlayerOnlyTries() {
        assertThat(LiveRange.requested("bytes=0-", null, TAG)).isEmpty();
        assertThat(LiveRange.requested("bytes=0-1", null, TAG)).isEmpty();
        assertThat(LiveRange.requested("bytes=-500", null, TAG)).isEmpty();
        assertThat(LiveRange.requested(null, TAG, TAG)).isEmpty();
    }

    @Test
    void isNotRangedWhenTheEpochIsOver() {
        assertThat(LiveRange.requested("bytes=77-9007199254740991", OTHER_TAG, TAG))
                .isEmpty();
        assertThat(LiveRange.requested("bytes=77-", "W/" + TAG, TAG)).isEmpty();
        assertThat(LiveRange.requested("bytes=77-", "Wed, 21 Oct 2026 07:28:00 GMT", TAG))
                .isEmpty();
    }

    @Test
    void isNotRangedWhenSeveralRangesAreAskedFor() {
        assertThat(LiveRange.requested("bytes=0-1,5-9", TAG, TAG)).isEmpty();
    }
}
