package io.ringcast.protocol.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.protocol.announce.SessionDescription.Media;
import io.ringcast.protocol.announce.SessionDescription.Station;
import org.junit.jupiter.api.Test;

/** Sessions as players read them. */
final class SessionDescriptionTest {

    @Test
    void describesAGroup() {
        SessionDescription session = rtp("media.example", "News", "239.1.1.1", 5004, 4);

        assertThat(session.text())
                .isEqualTo(String.join(
                        "\r\n", //
                        "v=0",
                        "o=- 7 7 IN IP4 media.example",
                        "s=News",
                        "c=IN IP4 239.1.1.1/4",
                        "t=0 0",
                        "a=type:broadcast",
                        "a=recvonly",
                        "m=video 5004 RTP/AVP 33",
                        "a=rtpmap:33 MP2T/90000",
                        ""));
    }

    @Test
    void saysNoTtlWhereThereIsNone() {
        assertThat(rtp("10.0.0.1", "News", "ff15::1", 5004, 4).text()).contains("c=IN IP6 ff15::1\r\n");
        assertThat(rtp("2001:db8::1", "News", "10.0.0.2", 5004, 4).text())
                .contains("o=- 7 7 IN IP6 2001:db8::1\r\n")
                .contains("c=IN IP4 10.0.0.2\r\n");
    }

    @Test
    void letsNoNameAddLines() {
        assertThat(rtp("a", "x\r\nm=audio 1 RTP/AVP 0", "239.1.1.1", 5004, 1).text())
                .contains("s=x  m=audio 1 RTP/AVP 0\r\n")
                .doesNotContain("\r\nm=audio");
        assertThat(rtp("a", " ", "239.1.1.1", 5004, 1).text()).contains("s=-\r\n");
    }

    @Test
    void describesBareDatagrams() {
        Station station = new Station("News", "What happens", "Television");

        assertThat(new SessionDescription(7, "10.0.0.1", station, new Media(false, "232.1.1.1", 1234, 2, true)).text())
                .isEqualTo(String.join(
                        "\r\n", //
                        "v=0",
                        "o=- 7 7 IN IP4 10.0.0.1",
                        "s=News",
                        "i=What happens",
                        "c=IN IP4 232.1.1.1/2",
                        "t=0 0",
                        "a=type:broadcast",
                        "a=recvonly",
                        "a=x-plgroup:Television",
                        "a=source-filter: incl IN IP4 232.1.1.1 10.0.0.1",
                        "m=video 1234 udp 33",
                        ""));
    }

    @Test
    void staysUnderAKilobyteWhateverItIsCalled() {
        String longText = "Grüße ".repeat(500);

        String text = new SessionDescription(
                        Long.MAX_VALUE,
                        "2001:db8:1111:2222:3333:4444:5555:6666",
                        new Station(longText, longText, longText),
                        new Media(true, "ff3e:1111:2222:3333:4444:5555:6666:7777", 65_535, 255, true))
                .text();

        assertThat(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThan(1000);
    }

    @Test
    void needsAPort() {
        assertThatThrownBy(() -> rtp("a", "x", "239.1.1.1", 0, 1)).hasMessage("port: 0 (expected: from 1 to 65535)");
    }

    private static SessionDescription rtp(String origin, String name, String host, int port, int ttl) {
        return new SessionDescription(7, origin, Station.called(name), new Media(true, host, port, ttl, false));
    }
}
