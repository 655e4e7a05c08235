package io.ringcast.client.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.client.probe.ProbeTarget.Connection;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import io.ringcast.client.probe.ProbeTarget.LocalFile;
import io.ringcast.client.probe.ProbeTarget.StandardInput;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetParserTest {

    @Test
    void tellsFilesFromConnections() {
        assertThat(ProbeTarget.parse("-")).isEqualTo(new StandardInput());
        assertThat(ProbeTarget.parse("a film:1.ts")).isEqualTo(new LocalFile(Path.of("a film:1.ts")));
        assertThat(ProbeTarget.parse("file:///tmp/film.ts")).isEqualTo(new LocalFile(Path.of("/tmp/film.ts")));
        assertThat(ProbeTarget.parse("tcp://host:5000")).isEqualTo(new Connection(URI.create("tcp://host:5000")));
        assertThat(ProbeTarget.parse("https://host/a?b=c")).isEqualTo(new Connection(URI.create("https://host/a?b=c")));
    }

    @Test
    void takesUrlsOfDatagramsApart() throws UnknownHostException {
        Datagrams group = (Datagrams) ProbeTarget.parse("udp://10.0.0.1@232.1.1.1:1234?iface=eth0");
        Datagrams young = (Datagrams) ProbeTarget.parse("rtp://[fe80::1]@[ff3e::1]:5004");
        Datagrams here = (Datagrams) ProbeTarget.parse("udp://:1234");

        assertThat(group.address().getAddress()).isEqualTo(InetAddress.getByName("232.1.1.1"));
        assertThat(group.address().getPort()).isEqualTo(1234);
        assertThat(group.sender()).contains(InetAddress.getByName("10.0.0.1"));
        assertThat(group.iface()).contains("eth0");
        assertThat(young.sender()).contains(InetAddress.getByName("fe80::1"));
        assertThat(here.address().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(((Datagrams) ProbeTarget.parse("udp://@:1234")).sender()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/film.ts",
                "tcp://host",
                "http:///film.ts",
                "udp://239.1.1.1",
                "udp://239.1.1.1:0",
                "udp://239.1.1.1:70000",
                "udp://host.example:1234",
                "udp://me@239.1.1.1:1234",
                "udp://[fe80::1]@239.1.1.1:1234",
                "udp://239.1.1.1:1234?ttl=3",
            })
    void refusesWhatNamesNoStream(String text) {
        assertThatThrownBy(() -> ProbeTarget.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stream: " + text + " (expected: ");
    }
}
