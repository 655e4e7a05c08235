package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.ringcast.daemon.app.Kinds;
import io.ringcast.daemon.config.ConfigLoader;
import io.ringcast.daemon.config.LoadResult;
import io.ringcast.daemon.config.Problem;
import io.ringcast.daemon.config.SystemSecrets;
import io.ringcast.protocol.announce.SapPacket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A daemon that says in the LAN what it has. */
@Timeout(60)
final class AnnouncementTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void announcesItsGroupsByTheirScopeAndTakesThemBack() {
        try (DatagramEar ear = DatagramEar.group("239.255.255.255", SapPacket.PORT)) {
            try (RunningDaemon daemon = RunningDaemon.of("""
                    [source.told]
                    inputs = ["test:card"]
                    title = "Told by a test"
                    group = "Tests"
                    announce = true
                    outputs = ["udp://239.255.77.41:1234?iface=127.0.0.1"]
                    [source.untold]
                    inputs = ["test:card"]
                    title = "Not told"
                    outputs = ["udp://239.255.77.42:1234?iface=127.0.0.1"]
                    """)) {
                await().atMost(LIMIT).until(() -> told(ear).findAny().isPresent());
                assertThat(told(ear).findFirst().orElseThrow().description())
                        .contains(
                                "\r\ns=Told by a test\r\n",
                                "\r\nc=IN IP4 239.255.77.41/1\r\n",
                                "\r\na=x-plgroup:Tests\r\n",
                                "\r\nm=video 1234 udp 33\r\n");
                await().atMost(LIMIT)
                        .until(() -> daemon.metrics("ringcast_announcements_total", "protocol=\"sap\",result=\"sent\"")
                                >= 1);
            }

            int hash = told(ear).findFirst().orElseThrow().hash();
            await().atMost(LIMIT).until(() -> all(ear).anyMatch(one -> one.deletion() && one.hash() == hash));
            assertThat(all(ear)).noneMatch(one -> one.description().contains("Not told"));
        }
    }

    @Test
    void warnsWhereThereIsNothingToAnnounce() {
        String source = "[source.a]\ninputs = [\"test:card\"]\nannounce = true\n";
        String hidden = "[daemon]\nhttp = \"127.0.0.1:8000\"\n";

        assertThat(warnings(source)).isEmpty();
        assertThat(warnings(hidden + source))
                .singleElement()
                .asString()
                .contains("announce: has no effect, since the HTTP port is on loopback, 127.0.0.1:8000")
                .contains("or http = \":8000\" in [daemon]");
        assertThat(warnings(hidden + source + "outputs = [\"rtp://239.255.0.1:5004\"]\n"))
                .isEmpty();
        assertThat(warnings(source + "tokens = [\"correct-horse-battery\"]\noutputs = [\"udp://10.0.0.1:5004\"]\n"))
                .singleElement()
                .asString()
                .contains("announce: has no effect, since HTTP asks for a signature or a token")
                .contains("neither sign-key nor tokens");
    }

    private static List<Problem> warnings(String toml) {
        LoadResult result =
                new ConfigLoader(Kinds.urls(), new SystemSecrets(Map.of())).parse(toml, "test.toml", Path.of("."));
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).warnings();
    }

    private static Stream<SapPacket> told(DatagramEar ear) {
        return all(ear).filter(one -> one.description().contains("s=Told by a test"));
    }

    private static Stream<SapPacket> all(DatagramEar ear) {
        return ear.heard().stream().flatMap(bytes -> SapPacket.read(Unpooled.wrappedBuffer(bytes)).stream());
    }
}
