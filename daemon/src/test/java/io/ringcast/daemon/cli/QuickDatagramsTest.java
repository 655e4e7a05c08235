package io.ringcast.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.config.OutputConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code --udp} with and without an address. */
final class QuickDatagramsTest {

    @Command
    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    private static final class Line {
        @Mixin
        private QuickOptions quick;

        @Parameters
        private List<String> urls = List.of();
    }

    private static List<String> sentTo(String... arguments) {
        Line line = new Line();
        new CommandLine(line).parseArgs(arguments);
        return QuickConfiguration.of(line.quick, line.urls).configuration().sources().stream()
                .flatMap(source -> source.outputs().stream())
                .filter(output -> output.kind().name().equals("udp"))
                .map(OutputConfig::url)
                .map(Object::toString)
                .toList();
    }

    @Test
    void nothingIsSentUnlessItIsAskedFor() {
        assertThat(sentTo("test:card")).isEmpty();
    }

    @Test
    void withoutAnAddressItIsTheUsualGroup() {
        assertThat(sentTo("--udp", "test:card")).containsExactly("udp://239.255.0.1:1234");
        assertThat(sentTo("test:card", "--udp")).containsExactly("udp://239.255.0.1:1234");
        assertThat(sentTo("--udp", "a=http://origin.test:8000/x")).containsExactly("udp://239.255.0.1:1234");
    }

    @Test
    void anAddressIsTaken() {
        assertThat(sentTo("--udp", "239.1.2.3:5000", "test:card")).containsExactly("udp://239.1.2.3:5000");
        assertThat(sentTo("--udp", "[ff15::7]:5000", "test:card")).containsExactly("udp://[ff15::7]:5000");
    }

    @Test
    void eachStreamHasAPortOfItsOwn() {
        assertThat(sentTo("--udp", "239.1.2.3:5000", "test:card", "test:null"))
                .containsExactly("udp://239.1.2.3:5000", "udp://239.1.2.3:5002");
    }
}
