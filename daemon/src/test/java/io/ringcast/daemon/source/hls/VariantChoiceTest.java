package io.ringcast.daemon.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.playlist.HlsMaster;
import io.ringcast.protocol.playlist.HlsRendition;
import io.ringcast.protocol.playlist.HlsVariant;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which variant is taken, and which one stands in for it. */
final class VariantChoiceTest {

    private static final String BOTH = "avc1.4d401f,mp4a.40.2";

    @Test
    void takesTheBestFirst() {
        assertThat(order(OptionalLong.empty(), variant(1, BOTH, ""), variant(3, BOTH, ""), variant(2, BOTH, "")))
                .containsExactly(3L, 2L, 1L);
    }

    @Test
    void takesTheBestWithinTheRateAndAboveItTheLowest() {
        OptionalLong most = OptionalLong.of(3);

        assertThat(order(most, variant(5, BOTH, ""), variant(3, BOTH, ""), variant(4, BOTH, ""), variant(2, BOTH, "")))
                .containsExactly(3L, 2L, 4L, 5L);
    }

    @Test
    void takesPicturesWithSoundBeforeThoseWithoutAndThoseBeforeSoundAlone() {
        assertThat(order(
                        OptionalLong.empty(),
                        variant(9, "mp4a.40.2", ""),
                        variant(5, BOTH, "apart"),
                        variant(3, "hvc1.2.4.L123.B0", ""),
                        variant(2, BOTH, "")))
                .containsExactly(3L, 2L, 5L, 9L);
    }

    private static List<Long> order(OptionalLong most, HlsVariant... variants) {
        HlsRendition apart = new HlsRendition(
                HlsRendition.AUDIO, "apart", "English", Optional.empty(), Optional.of(URI.create("http://e/a")), true);
        return VariantChoice.inOrder(new HlsMaster(List.of(variants), List.of(apart)), most).stream()
                .map(HlsVariant::bandwidth)
                .toList();
    }

    private static HlsVariant variant(long bandwidth, String codecs, String audio) {
        return new HlsVariant(
                URI.create("http://e/" + bandwidth),
                bandwidth,
                OptionalLong.empty(),
                Optional.of(codecs),
                Optional.empty(),
                Optional.of(audio).filter(group -> !group.isEmpty()));
    }
}
