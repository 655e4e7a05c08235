package io.ringcast.protocol.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an answer begins, and through whom it came, read from its header. */
final class LivePlaceTest {

    private static final String TAG = "\"00000000deadbeef\"";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/news?from=@1880,                     376,  1880, 376",
                "/news?from=@0,                        -,    0,    0",
                "http://h:1/a/b?x=1&from=@7&y=2,       0,    7,    0",
            })
    void readsWhereItBegins(String location, @Nullable String preamble, long offset, long before) {
        Optional<LivePlace> place = read(TAG, location, preamble);

        assertThat(place).contains(new LivePlace(TAG, offset, before));
        assertThat(place.orElseThrow().behind(before + 100)).isEqualTo(offset + 100);
        assertThatThrownBy(() -> place.orElseThrow().behind(before - 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,          /news?from=@1,                    0",
                "W/\"x\",    /news?from=@1,                    0",
                "\"x\",      -,                                0",
                "\"x\",      /news?from=2s,                    0",
                "\"x\",      /news?xfrom=@1,                   0",
                "\"x\",      /news?from=@-1,                   0",
                "\"x\",      /news?from=@99999999999999999999, 0",
                "\"x\",      /news?from=@1,                    many",
                "\"x\",      /news?from=@1,                    -1",
            })
    void believesNothingElse(@Nullable String tag, @Nullable String location, String preamble) {
        assertThat(read(tag, location, preamble)).isEmpty();
    }

    @Test
    void readsTheIdOfAnEpochFromItsTagOnly() {
        assertThat(Epoch.idOf(new Epoch(-5, 0).entityTag())).hasValue(-5);
        assertThat(Epoch.idOf("\"00000000DEADBEEF\"")).isEmpty();
        assertThat(Epoch.idOf("\"one\"")).isEmpty();
    }

    @Test
    void namesTheRelaysOnTheWay() {
        String origin = ViaChain.newName(new Random(1));
        String relay = ViaChain.newName(new Random(2));

        String field = ViaChain.field(ViaChain.parse(List.of(ViaChain.field(List.of(), origin))), relay);

        assertThat(ViaChain.parse(List.of("1.0 varnish (V/6), " + field, "HTTP/1.1 cache.example")))
                .containsExactly(origin, relay);
        assertThat(ViaChain.parse(List.of("1.1 ringcast-xyz, ringcast-0000000000000000,,")))
                .isEmpty();
        assertThat(ViaChain.parse(List.of(field.repeat(1) + (", 1.1 " + origin).repeat(100))))
                .hasSize(ViaChain.MAX_NAMES);
    }

    private static Optional<LivePlace> read(
            @Nullable String tag, @Nullable String location, @Nullable String preamble) {
        return LivePlace.of(name -> switch (name) {
            case "ETag" -> tag;
            case "Content-Location" -> location;
            case "Ringcast-Preamble" -> preamble;
            default -> throw new AssertionError(name);
        });
    }
}
