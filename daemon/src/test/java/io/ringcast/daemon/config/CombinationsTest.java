package io.ringcast.daemon.config;

import static io.ringcast.daemon.config.Loading.loaded;
import static io.ringcast.daemon.config.Loading.onlyProblem;
import static io.ringcast.daemon.config.Loading.problems;
import static io.ringcast.daemon.config.Loading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is right each for itself but impossible together. */
class CombinationsTest {

    @Test
    void refusesTwoPortsThatAreTheSame() {
        assertThat(onlyProblem("[daemon]\nhttp = \":8001\"\n"))
                .isEqualTo("ringcast.toml:2:1: http of [daemon]: :8001 is taken by admin of [daemon]"
                        + " (expected: a port of its own; choose another)");
        assertThat(onlyProblem("""
                [source.a]
                inputs = ["test:card"]
                outputs = ["tcp://:5000"]
                [source.b]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:5000"]
                """))
                .startsWith("ringcast.toml:6:12: an output of b: 127.0.0.1:5000 is taken by an output of a");
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\noutputs = [\"tcp://:8000\"]\n"))
                .contains("an output of a: :8000 is taken by http of [daemon]");
    }

    @Test
    void allowsThePortOfOneAddressOnAnother() {
        assertThat(loaded("""
                [source.a]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:5000", { url = "tcp://127.0.0.2:5000", name = "second" }, "tcp://:0"]
                """).sources()).hasSize(1);
    }

    @Test
    void refusesTwoOutputsOfOneName() {
        assertThat(onlyProblem("""
                [source.a]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:5000", "tcp://127.0.0.2:5000"]
                """))
                .isEqualTo("ringcast.toml:3:36: outputs: two are called tcp-5000"
                        + " (expected: different names; give one a name)");
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\noutputs = [\"tcp://:5000?name=http\"]\n"))
                .contains("name: http is the output that every source has");
    }

    @Test
    void refusesToHoldBackAnInputThatCannotWait() {
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:counter\", \"test:card\"]\npolicy = \"wait\"\n"))
                .startsWith("ringcast.toml:2:27: inputs: test:card cannot be held back");
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\noutputs = [\"tcp://:5000?policy=wait\"]\n"))
                .startsWith("ringcast.toml:2:11: inputs: test:card cannot be held back");
        assertThat(loaded("[source.a]\ninputs = [\"test:counter\"]\npolicy = \"wait\"\n")
                        .sources())
                .hasSize(1);
    }

    @Test
    void refusesMoreSourcesThanTheMemoryHasFloorsFor() {
        StringBuilder toml = new StringBuilder("[daemon]\nmemory = \"8MiB\"\n");
        for (String name : List.of("a", "b")) {
            toml.append("[source.").append(name).append("]\ninputs = [\"test:card\"]\n");
        }
        assertThat(loaded(toml.toString()).sources()).hasSize(2);

        toml.append("[source.c]\ninputs = [\"test:card\"]\n");

        assertThat(onlyProblem(toml.toString()))
                .isEqualTo("ringcast.toml:2:1: memory: 8MiB (expected: at least 12MiB, 4MiB for each of 3 sources)");
    }

    @Test
    void refusesARingLargerThanTheMemory() {
        assertThat(problems("[daemon]\nmemory = \"8MiB\"\n[source.a]\ninputs = [\"test:card\"]\nring = \"9MiB\"\n"))
                .singleElement()
                .isEqualTo("ringcast.toml:5:1: ring: 9MiB (expected: at most the memory of the daemon, 8MiB)");
    }

    @Test
    void warnsOfRingsThatOnlyTogetherAreLargerThanTheMemory() {
        assertThat(warnings("""
                [daemon]
                memory = "8MiB"
                [source.a]
                inputs = ["test:card"]
                ring = "5MiB"
                [source.b]
                inputs = ["test:card"]
                ring = "5MiB"
                """))
                .singleElement()
                .asString()
                .startsWith("ringcast.toml:2:1: memory: 8MiB (expected: 10MiB");
    }

    @Test
    void refusesToJoinBehindTheRing() {
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\njoin = \"30s\"\n"))
                .startsWith("ringcast.toml:3:1: join: 30s (expected: less than the ring, 30s");
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\nring = \"2s\"\n"))
                .startsWith("ringcast.toml:3:1: join: 2s (expected: less than the ring, 2s");
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\nring = \"1MiB\"\njoin = \"1MiB\"\n"))
                .startsWith("ringcast.toml:4:1: join: 1MiB");
    }

    @Test
    void refusesTlsPortsWithoutACertificate() {
        assertThat(onlyProblem("[daemon]\nhttps = \":8443\"\n[source.a]\ninputs = [\"test:card\"]\n"))
                .isEqualTo("ringcast.toml:2:1: https: :8443 without a certificate (expected: certificate and"
                        + " certificate-key in [daemon])");
        assertThat(onlyProblem("[daemon]\ncertificate = \"pom.xml\"\n[source.a]\ninputs = [\"test:card\"]\n"))
                .isEqualTo("ringcast.toml:2:1: certificate: given alone (expected: with certificate-key in [daemon])");
    }

    @Test
    void refusesToGatherMoreThanHalfTheRing() {
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\nprefetch = \"16s\"\n"))
                .startsWith("ringcast.toml:3:1: prefetch: 16s (expected: at most half the ring, 15s");
        assertThat(onlyProblem("[source.a]\ninputs = [\"test:card\"]\nring = \"4MiB\"\nprefetch = \"3MiB\"\n"))
                .startsWith("ringcast.toml:4:1: prefetch: 3MiB (expected: at most half the ring, 2MiB");
    }

    @Test
    void refusesNamesThatAreTheSameOnTheHttpPort() {
        assertThat(onlyProblem("""
                [source.news]
                inputs = ["test:card"]
                [source."news.ts"]
                inputs = ["test:card"]
                """)).startsWith("ringcast.toml:3:1: news.ts: is another name of source news");
        assertThat(onlyProblem("[source.\"playlist.m3u\"]\ninputs = [\"test:card\"]\n"))
                .contains("source.playlist.m3u (expected: a name that the HTTP port does not use itself");
        assertThat(loaded("[source.news]\ninputs = [\"test:card\"]\n[source.\"news.hd\"]\ninputs = [\"test:card\"]\n")
                        .sources())
                .hasSize(2);
    }

    @Test
    void refusesTwoSourcesOfOneNameInCode() {
        SourceConfig source = SourceConfig.builder("a")
                .input(TestKinds.ALL.input("test:card"))
                .build();

        LoadResult result = new Configuration(DaemonConfig.DEFAULT, List.of(source, source)).check();

        assertThat(result)
                .isInstanceOfSatisfying(
                        LoadResult.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .singleElement()
                                .hasToString("command line: a: given twice (expected: a name for each source)"));
    }

    @Test
    void refusesASourceWithoutInputsInCode() {
        Configuration empty = new Configuration(
                DaemonConfig.DEFAULT, List.of(SourceConfig.builder("a").build()));

        assertThat(empty.check().toString()).contains("inputs: none in source a");
    }

    @Test
    void warnsOfKeysWithoutEffect() {
        assertThat(warnings("[source.a]\ninputs = [\"test:card\"]\nidle = \"1s\"\nwait-limit = \"1s\"\n"))
                .satisfiesExactly(
                        w -> assertThat(w).startsWith("ringcast.toml:3:1: idle: has no effect"),
                        w -> assertThat(w).startsWith("ringcast.toml:4:1: wait-limit: has no effect"));
        assertThat(warnings("[source.a]\ninputs = [\"test:card\"]\nidle = \"1s\"\non-demand = true\n"))
                .isEmpty();
    }

    @Test
    void warnsOfAnAdminPortThatOthersReach() {
        assertThat(warnings("[daemon]\nadmin = \":8001\"\n[source.a]\ninputs = [\"test:card\"]\n"))
                .singleElement()
                .asString()
                .startsWith("ringcast.toml:2:1: admin: :8001 can be reached from other hosts");
    }

    @Test
    void checksSourcesEvenWhenTheDaemonIsWrong() {
        assertThat(problems("[daemon]\nloops = -1\n[source.a]\ninputs = [\"test:card\"]\njoin = \"1m\"\n"))
                .hasSize(2);
    }

    @Test
    void warnsOfPortsThatAskForNothingWhereHttpDoes() {
        String open =
                "[source.a]\ninputs = [\"test:card\"]\ntokens = [\"correct-horse\"]\noutputs = [\"tcp://:5000\"]\n";

        assertThat(warnings(open))
                .singleElement()
                .asString()
                .contains("outputs: tcp://:5000 is for anybody")
                .contains("expected: with allow");
        assertThat(warnings(open.replace("\"tcp://:5000\"", "{ url = \"tcp://:5000\", allow = [\"10.0.0.0/8\"] }")))
                .isEmpty();
        assertThat(warnings(open.replace("tokens = [\"correct-horse\"]\n", ""))).isEmpty();
    }

    @Test
    void warnsOfAKeyThatCanBeGuessed() {
        assertThat(warnings("[source.a]\ninputs = [\"test:card\"]\nsign-key = \"short\"\n"))
                .singleElement()
                .asString()
                .contains("sign-key: short enough to be guessed")
                .doesNotContain("\"short\"");
    }
}
