package io.ringcast.daemon.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import io.ringcast.daemon.source.HlsOpener;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.ManualLoop;
import io.ringcast.daemon.source.RecordingSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What requests the options of an HTTP input make. */
final class HttpKindTest {

    private static final HlsOpener NO_HLS = (loop, found, sink) -> {
        throw new AssertionError("no HLS here");
    };

    private final ManualLoop time = new ManualLoop();
    private final ScriptedDownloader client = new ScriptedDownloader();
    private final List<Optional<Path>> trusted = new ArrayList<>();
    private final HttpKind kind = new HttpKind(
            Ticker.systemTicker(),
            NO_HLS,
            caFile -> {
                trusted.add(caFile);
                return client;
            },
            "ringcast-0123456789abcdef");

    @AfterEach
    void closes() {
        time.close();
    }

    @Test
    void takesCredentialsOutOfTheUrlAndShowsThemNowhere() {
        InputConfig config =
                UrlKinds.of(kind.urlKind()).input("https://me:pass%20word@host:8443/a/b?x=1&token=t0ps3cret");

        DownloadRequest request = requestOf(config);

        assertThat(request.uri()).hasToString("https://host:8443/a/b?x=1&token=t0ps3cret");
        assertThat(request.credentials()).contains(new Credentials.Basic("me", "pass word"));
        assertThat(request.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(request.proxy()).isEmpty();
        assertThat(trusted).containsExactly(Optional.empty());
        assertThat(kind.opener("news", config).url()).doesNotContain("pass").doesNotContain("t0ps3cret");
    }

    @Test
    void passesOnWhatIsConfigured() {
        Settings settings = Settings.builder()
                .parse(HttpKind.USER_AGENT, "VLC/3")
                .set(HttpKind.HEADERS, List.of(new Header("Referer", Secret.of("http://page/"))))
                .set(HttpKind.TOKEN, Optional.of(Secret.of("abc")))
                .parse(HttpKind.PROXY, "socks5://u:p@proxy")
                .parse(HttpKind.MAX_REDIRECTS, "3")
                .parse(HttpKind.ALLOW_DOWNGRADE, "true")
                .parse(HttpKind.CONNECT_TIMEOUT, "2s")
                .parse(HttpKind.HEADER_TIMEOUT, "3s")
                .set(HttpKind.CA_FILE, Optional.of(Path.of("ours.pem")))
                .build();

        DownloadRequest request = requestOf(with(settings));

        assertThat(request.headers()).contains(Map.entry("Referer", "http://page/"), Map.entry("User-Agent", "VLC/3"));
        assertThat(request.credentials()).contains(new Credentials.Bearer("abc"));
        assertThat(trusted).containsExactly(Optional.of(Path.of("ours.pem")));
        assertThat(request.proxy())
                .contains(new ProxyAddress(
                        ProxyAddress.Kind.SOCKS5, "proxy", 1080, Optional.of(new Credentials.Basic("u", "p"))));
        assertThat(request.limits()).isEqualTo(new Limits(Duration.ofSeconds(2), Duration.ofSeconds(3), 3, true));
    }

    @Test
    void letsConfiguredHeadersStandInsteadOfItsOwn() {
        Settings settings = Settings.builder()
                .set(HttpKind.HEADERS, List.of(new Header("icy-metadata", Secret.of("0"))))
                .build();

        DownloadRequest request = requestOf(with(settings));

        assertThat(request.headers().stream().map(Map.Entry::getKey))
                .containsExactly("icy-metadata", "Accept", "Accept-Encoding", "Ringcast-Counts");
    }

    @Test
    void refusesAUrlWithoutAHost() {
        UrlKinds kinds = UrlKinds.of(kind.urlKind());

        assertThatThrownBy(() -> kinds.input("http:///path"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("host");
    }

    private InputConfig with(Settings settings) {
        InputConfig plain = UrlKinds.of(kind.urlKind()).input("http://host/");
        return new InputConfig(plain.kind(), plain.url(), settings);
    }

    private DownloadRequest requestOf(InputConfig config) {
        InputOpener opener = kind.opener("news", config);
        Input input = opener.open(time.loop(), new RecordingSink());
        input.start();
        time.run();
        input.stop();
        return client.last().request;
    }
}
