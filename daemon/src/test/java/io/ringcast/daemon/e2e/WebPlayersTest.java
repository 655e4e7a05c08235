package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The players of others are the files that were released. */
final class WebPlayersTest {

    @Test
    void areWhatWasReleased() throws Exception {
        // given: lines as sha256sum writes them
        Map<String, String> sums = new String(WebPlayers.file("SHA256SUMS"), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.split(" [ *]", 2))
                .collect(Collectors.toMap(words -> words[1], words -> words[0]));

        // then
        assertThat(sums).containsKeys(WebPlayers.HLS_JS, WebPlayers.MPEGTS_JS);
        for (String name : List.copyOf(sums.keySet())) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(WebPlayers.file(name));
            assertThat(HexFormat.of().formatHex(sum)).as(name).isEqualTo(sums.get(name));
        }
    }
}
