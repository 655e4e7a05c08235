package io.ringcast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Sessions as players read them. */
final class SessionDescriptionTest {

    @Test
    void describesAGroup() {
        SessionDescription session = new SessionDescription(7, "media.example", "News", "239.1.1.1", 5004, 4);

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
        assertThat(new SessionDescription(7, "10.0.0.1", "News", "ff15::1", 5004, 4).text())
                .contains("c=IN IP6 ff15::1\r\n");
        assertThat(new SessionDescription(7, "2001:db8::1", "News", "10.0.0.2", 5004, 4).text())
                .contains("o=- 7 7 IN IP6 2001:db8::1\r\n")
                .contains("c=IN IP4 10.0.0.2\r\n");
    }

    @Test
    void letsNoNameAddLines() {
        assertThat(new SessionDescription(7, "a", "x\r\nm=audio 1 RTP/AVP 0", "239.1.1.1", 5004, 1).text())
                .contains("s=x  m=audio 1 RTP/AVP 0\r\n")
                .doesNotContain("\r\nm=audio");
        assertThat(new SessionDescription(7, "a", " ", "239.1.1.1", 5004, 1).text())
                .contains("s=-\r\n");
    }

    @Test
    void needsAPort() {
        assertThatThrownBy(() -> new SessionDescription(7, "a", "x", "239.1.1.1", 0, 1))
                .hasMessage("port: 0 (expected: from 1 to 65535)");
    }
}
