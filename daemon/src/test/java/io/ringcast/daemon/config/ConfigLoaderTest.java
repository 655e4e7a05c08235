package io.ringcast.daemon.config;

import static io.ringcast.daemon.config.Loading.load;
import static io.ringcast.daemon.config.Loading.loaded;
import static io.ringcast.daemon.config.Loading.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a right configuration becomes. */
class ConfigLoaderTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void givesEverythingItsDefault() {
        Configuration configuration = loaded("[source.news]\ninputs = [\"http://origin.example/news.ts\"]\n");

        DaemonConfig daemon = configuration.daemon();
        assertThat(daemon.http()).isEqualTo(ListenAddress.onAll(8000));
        assertThat(daemon.admin()).isEqualTo(ListenAddress.parse("127.0.0.1:8001"));
        assertThat(daemon.memory().bytes()).isEqualTo(512L << 20);
        assertThat(daemon.transport()).isEqualTo(TransportChoice.AUTO);
        assertThat(daemon.loops()).isZero();
        assertThat(daemon.stopTimeout()).isEqualTo(Duration.ofSeconds(10));
        SourceConfig news = configuration.source("news").orElseThrow();
        assertThat(news.outputs()).isEmpty();
        assertThat(news.title() + news.description() + news.genre()).isEmpty();
        assertThat(news.ring()).isEqualTo(new RingSpec.Seconds(Duration.ofSeconds(30)));
        assertThat(news.join()).isEqualTo(new JoinSpec.Behind(Duration.ofSeconds(2)));
        assertThat(news.joinWait()).isEqualTo(Duration.ofSeconds(10));
        assertThat(news.policy()).isEqualTo(Policy.AUTO);
        assertThat(news.waitLimit()).isEqualTo(Duration.ofSeconds(30));
        assertThat(news.latency()).isEqualTo(Duration.ofMillis(50));
        assertThat(news.pace()).isEqualTo(new PaceSpec.Auto());
        assertThat(news.stall()).isEqualTo(Duration.ofSeconds(10));
        assertThat(news.retry()).isEqualTo(RetrySpec.parse("1s..60s"));
        assertThat(news.atEnd()).isEqualTo(AtEnd.NEXT);
        assertThat(news.onDemand()).isFalse();
        assertThat(news.idle()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void readsWhatPlaysWhileEveryInputIsDown() {
        String source = "[source.news]\ninputs = [\"http://origin.example/news.ts\"]\nprove = \"5s\"\n";

        assertThat(source(source).fallback()).isEmpty();
        assertThat(source(source).prove()).isEqualTo(Duration.ofSeconds(5));
        assertThat(source(source + "fallback = \"hold\"\n").fallback()).isEmpty();
        assertThat(source(source + "fallback = \"test:counter?rate=1Mbit/s\"\n").fallback())
                .hasValueSatisfying(slate -> assertThat(slate.url().toString()).isEqualTo("test:counter"));
        assertThat(source(source + "fallback = { url = \"http://slate.example/\" }\n")
                        .fallback())
                .isPresent();
        assertThat(Loading.onlyProblem(source + "fallback = \"nothing\"\n")).contains("nothing");
    }

    @Test
    void readsEveryKey() {
        Configuration configuration = loaded("""
                [daemon]
                http = "0.0.0.0:9000"
                admin = "[::1]:9001"
                memory = "64MiB"
                transport = "io_uring"
                loops = 3
                stop-timeout = "2s"

                [source.news]
                inputs = ["http://origin.example/news.ts", "test:counter?rate=4Mbit/s"]
                outputs = ["tcp://:5000"]
                title = "News"
                description = "All day"
                genre = "Talk"
                ring = "16MiB"
                join = "oldest"
                join-wait = "3s"
                policy = "wait"
                wait-limit = "5s"
                latency = "5ms"
                pace = "off"
                stall = "4s"
                retry = "2s..8s"
                at-end = "repeat"
                on-demand = true
                idle = "1m"
                """);

        DaemonConfig daemon = configuration.daemon();
        assertThat(daemon.http()).hasToString("0.0.0.0:9000");
        assertThat(daemon.admin()).hasToString("[::1]:9001");
        assertThat(daemon.memory()).hasToString("64MiB");
        assertThat(daemon.transport()).isEqualTo(TransportChoice.IO_URING);
        assertThat(daemon.loops()).isEqualTo(3);
        assertThat(daemon.stopTimeout()).isEqualTo(Duration.ofSeconds(2));
        SourceConfig news = configuration.source("news").orElseThrow();
        assertThat(news.inputs()).hasSize(2);
        assertThat(news.inputs().get(1).get(TestKinds.RATE)).isEqualTo(new BitRate(4_000_000));
        assertThat(news.outputs().get(0).listenAddress()).contains(ListenAddress.onAll(5000));
        assertThat(List.of(news.title(), news.description(), news.genre())).containsExactly("News", "All day", "Talk");
        assertThat(news.ring()).isEqualTo(new RingSpec.Bytes(16 << 20));
        assertThat(news.join()).isEqualTo(new JoinSpec.Oldest());
        assertThat(news.joinWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(news.policy()).isEqualTo(Policy.WAIT);
        assertThat(news.waitLimit()).isEqualTo(Duration.ofSeconds(5));
        assertThat(news.latency()).isEqualTo(Duration.ofMillis(5));
        assertThat(news.pace()).isEqualTo(new PaceSpec.Off());
        assertThat(news.stall()).isEqualTo(Duration.ofSeconds(4));
        assertThat(news.retry()).isEqualTo(RetrySpec.parse("2s..8s"));
        assertThat(news.atEnd()).isEqualTo(AtEnd.REPEAT);
        assertThat(news.onDemand()).isTrue();
        assertThat(news.idle()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void keepsSourcesInTheirOrder() {
        Configuration configuration = loaded("""
                source.zebra.inputs = ["test:card"]
                [source.ant]
                inputs = ["test:card"]
                [source."m.2"]
                inputs = ["test:card"]
                """);

        assertThat(configuration.sources().stream().map(SourceConfig::name)).containsExactly("zebra", "ant", "m.2");
    }

    @Test
    void readsOptionsOfAnInputFromItsTable() throws IOException {
        Path ca = Files.writeString(directory.resolve("ca.pem"), "certificates");
        InputConfig input = source("""
                [source.news]
                inputs = [{
                    url = "https://origin.example/news.ts?token=theirs",
                    user-agent = "Radio/1", headers = { Referer = "http://a/", X-Key = "sesame" },
                    user = "u", password = "p", proxy = "socks5://me:pw@proxy:1080",
                    max-redirects = 3, connect-timeout = "2s", ca-file = "%s",
                }]
                """.formatted(ca)).inputs().get(0);

        assertThat(input.kind()).isSameAs(TestKinds.HTTP_INPUT);
        assertThat(input.get(TestKinds.USER_AGENT)).contains("Radio/1");
        assertThat(input.get(TestKinds.HEADERS)).extracting(Header::name).containsExactly("Referer", "X-Key");
        assertThat(input.get(TestKinds.PASSWORD)).contains(Secret.of("p"));
        assertThat(input.get(TestKinds.PROXY)).hasValueSatisfying(proxy -> {
            assertThat(proxy.host()).isEqualTo("proxy");
            assertThat(proxy.userInfo()).isPresent();
        });
        assertThat(input.get(TestKinds.MAX_REDIRECTS)).isEqualTo(3);
        assertThat(input.get(TestKinds.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(input.get(TestKinds.CA_FILE)).contains(ca);
        assertThat(input.isGiven(TestKinds.USER)).isTrue();
        assertThat(input.isGiven(TestKinds.TOKEN)).isFalse();
    }

    @Test
    void leavesTheQueryOfAnOriginAlone() {
        InputConfig input = source("[source.news]\ninputs = [\"http://origin.example/?max-redirects=3&rate=x\"]\n")
                .inputs()
                .get(0);

        assertThat(input.url().toUri()).hasToString("http://origin.example/?max-redirects=3&rate=x");
        assertThat(input.get(TestKinds.MAX_REDIRECTS)).isEqualTo(10);
    }

    @Test
    void readsOptionsOfOwnSchemesFromTheQueryAndTheTable() {
        List<OutputConfig> outputs = source("""
                [source.news]
                inputs = ["test:card"]
                outputs = ["tcp://:5000?allow=10.0.0.0/8,%3A%3A1&max-listeners=7&reuse&policy=drop&name=lan",
                           { url = "tcp://127.0.0.1:5001?max-listeners=8", allow = ["10.0.0.0/8"] }]
                """).outputs();

        OutputConfig lan = outputs.get(0);
        assertThat(lan.name()).isEqualTo("lan");
        assertThat(lan.policy()).contains(Policy.DROP);
        assertThat(lan.get(TestKinds.ALLOW)).containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1"));
        assertThat(lan.get(TestKinds.MAX_LISTENERS)).contains(7L);
        assertThat(lan.get(TestKinds.REUSE)).isTrue();
        assertThat(lan.url()).hasToString("tcp://:5000");
        OutputConfig local = outputs.get(1);
        assertThat(local.name()).isEqualTo("tcp-5001");
        assertThat(local.policy()).isEmpty();
        assertThat(local.get(TestKinds.MAX_LISTENERS)).contains(8L);
        assertThat(local.get(TestKinds.ALLOW)).containsExactly(Cidr.parse("10.0.0.0/8"));
    }

    @Test
    void readsInputsAsArrayOfTables() {
        SourceConfig news = source("""
                [[source.news.inputs]]
                url = "test:card"
                [[source.news.inputs]]
                url = "http://origin.example/"
                user-agent = "x"
                """);

        assertThat(news.inputs()).extracting(InputConfig::kind).containsExactly(TestKinds.CARD, TestKinds.HTTP_INPUT);
    }

    @Test
    void refusesToReadAnOptionThatTheKindDoesNotHave() {
        InputConfig card =
                source("[source.news]\ninputs = [\"test:card\"]\n").inputs().get(0);

        assertThatThrownBy(() -> card.get(TestKinds.RATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option: rate (expected: one that card declares)");
    }

    @Test
    void readsSecretsFromFilesAndCredentials() throws IOException {
        Files.writeString(directory.resolve("password"), "from-file\n");
        Path credentials = Files.createDirectory(directory.resolve("credentials"));
        Files.writeString(credentials.resolve("origin"), "from-systemd");
        Path file = Files.writeString(directory.resolve("ringcast.toml"), """
                [source.news]
                inputs = [{ url = "http://a/", user = "u", password = { file = "password" } },
                          { url = "http://a/", token = { credential = "origin" } }]
                """);
        SecretStore secrets = new SystemSecrets(Map.of("CREDENTIALS_DIRECTORY", credentials.toString()));

        LoadResult result = new ConfigLoader(TestKinds.ALL, secrets).load(file);

        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        List<InputConfig> inputs =
                ((LoadResult.Loaded) result).configuration().sources().get(0).inputs();
        assertThat(inputs.get(0).get(TestKinds.PASSWORD)).contains(Secret.of("from-file"));
        assertThat(inputs.get(1).get(TestKinds.TOKEN)).contains(Secret.of("from-systemd"));
        assertThat(result.toString()).doesNotContain("from-file", "from-systemd");
    }

    @Test
    void keepsWhereEachValueStood() {
        Settings settings = source("[source.news]\ninputs = [\"test:card\"]\n  ring = \"5s\"\n")
                .settings();

        assertThat(settings.originOf(SourceKeys.RING)).hasToString("ringcast.toml:3:3");
        assertThat(settings.originOf(SourceKeys.JOIN)).hasToString("default");
    }

    @Test
    void showsNoSecretInAnyText() {
        Configuration configuration = loaded("""
                [source.news]
                inputs = [{ url = "http://user:sesame@origin.example/", headers = { Authorization = "sesame" } },
                          { url = "http://origin.example/", token = "sesame" }]
                """);

        assertThat(configuration.toString()).contains("origin.example").doesNotContain("sesame");
    }

    @Test
    void acceptsAByteOrderMarkAndForeignLineEnds() throws IOException {
        Path file = Files.writeString(
                directory.resolve("ringcast.toml"), "\ufeff[source.news]\r\ninputs = [\"test:card\"]\r\n");

        assertThat(new ConfigLoader(TestKinds.ALL, new SystemSecrets(Map.of())).load(file))
                .isInstanceOf(LoadResult.Loaded.class);
    }

    @Test
    void saysWhereAByteIsNoUtf8() throws IOException {
        byte[] latin1 = "[source.news]\ntitle = \"Nachrichten f\u00fcr alle\"\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("ringcast.toml"), latin1);

        LoadResult result = new ConfigLoader(TestKinds.ALL, new SystemSecrets(Map.of())).load(file);

        assertThat(result)
                .isInstanceOfSatisfying(
                        LoadResult.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .singleElement()
                                .asString()
                                .startsWith(file + ":2:23: a byte that is not UTF-8"));
    }

    @Test
    void saysThatAFileCannotBeRead() {
        Path missing = directory.resolve("missing.toml");

        LoadResult result = new ConfigLoader(TestKinds.ALL, new SystemSecrets(Map.of())).load(missing);

        assertThat(result)
                .isInstanceOfSatisfying(
                        LoadResult.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .singleElement()
                                .hasToString(
                                        missing
                                                + ": cannot be read, NoSuchFileException (expected: a file that this user can read)"));
    }

    @Test
    void makesTheSameInCodeAsFromAFile() {
        SourceConfig inCode = SourceConfig.builder("news")
                .input(TestKinds.ALL.input("test:counter?rate=4Mbit/s"))
                .output(TestKinds.ALL.output("tcp://:5000?policy=drop"))
                .set(SourceKeys.AT_END, AtEnd.STOP)
                .build();
        Configuration made = new Configuration(DaemonConfig.DEFAULT, List.of(inCode));

        Configuration read = loaded("""
                [source.news]
                inputs = [{ url = "test:counter", rate = "4Mbit/s" }]
                outputs = [{ url = "tcp://:5000", policy = "drop" }]
                at-end = "stop"
                retry = "1s..60s"
                """);

        assertThat(made).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(made.check()).isInstanceOf(LoadResult.Loaded.class);
    }

    @Test
    void refusesWrongUrlsAndValuesInCode() {
        assertThatThrownBy(() -> TestKinds.ALL.input("tset:card"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("did you mean 'test:card'?");
        assertThatThrownBy(() -> TestKinds.ALL.output("tcp://:5000?max-listners=1"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("did you mean 'max-listeners'?");
        assertThatThrownBy(() -> SourceConfig.builder("n").set(SourceKeys.LATENCY, Duration.ZERO))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("from 5ms to 2s");
        assertThatThrownBy(() -> SourceConfig.builder("N O").build()).isInstanceOf(InvalidValueException.class);
        assertThat(Settings.builder().parse(DaemonConfig.LOOPS, "4").build().get(DaemonConfig.LOOPS))
                .isEqualTo(4);
        assertThatThrownBy(() -> Settings.builder().parse(DaemonConfig.LOOPS, "-1"))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void loadsAnEmptyDocumentWithAWarning() {
        assertThat(load("")).isInstanceOfSatisfying(LoadResult.Loaded.class, empty -> {
            assertThat(empty.configuration().sources()).isEmpty();
            assertThat(empty.warnings()).singleElement().asString().contains("sources: none");
        });
    }

    @Test
    void hasNoOutputAddressWhereTheKindDoesNotListen() {
        UrlKind push = UrlKind.output("push", "push+tcp")
                .requires(UrlKind.Part.HOST, UrlKind.Part.PORT)
                .build();

        OutputConfig output = UrlKinds.of(push).output("push+tcp://host:80");

        assertThat(output.listenAddress()).isEqualTo(Optional.empty());
        assertThat(output.name()).isEqualTo("push-80");
    }
}
