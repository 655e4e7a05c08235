package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs in their parts, and what of them is shown. */
class UrlTest {

    @Test
    void takesUserInfoOut() {
        Url url = Url.parse("http://mallory:p%40ss%3Aword@Origin.Example:8080/a/b.ts?x=1&y=2#part");

        assertThat(url.userInfo()).hasValueSatisfying(info -> {
            assertThat(info.user().reveal()).isEqualTo("mallory");
            assertThat(info.password().reveal()).isEqualTo("p@ss:word");
        });
        assertThat(url.toUri()).hasToString("http://origin.example:8080/a/b.ts?x=1&y=2");
        assertThat(url).hasToString("http://***@origin.example:8080/a/b.ts?x=1&y=2");
    }

    @Test
    void keepsATokenThatStandsInPlaceOfTheUserOutOfEveryDisplay() {
        Url url = Url.parse("https://ghp_sesame@host/x");

        assertThat(url.toString() + url.userInfo() + url.toUri()).doesNotContain("sesame");
    }

    @Test
    void masksParametersThatSoundSecretInDisplaysOnly() {
        Url url = Url.parse("http://host/x?id=7&access_token=sesame&Signature=abc&quality=high");

        assertThat(url).hasToString("http://host/x?id=7&access_token=***&Signature=***&quality=high");
        assertThat(url.toUri().getRawQuery()).contains("access_token=sesame");
    }

    @ParameterizedTest
    @CsvSource({
        "http://host, http://host/",
        "http://host/a b|c.ts, http://host/a%20b%7Cc.ts",
        "http://host/100%, http://host/100%25",
        "http://host/%7Euser, http://host/%7Euser",
        "http://host/straße?q=ü, http://host/stra%C3%9Fe?q=%C3%BC",
        "http://[::1]:80/x, http://[::1]:80/x",
        "http://bücher.example/, http://xn--bcher-kva.example/",
        "HTTP://HOST/Path, http://host/Path",
        "http://host?x=1, http://host/?x=1",
        "http://host/a?b=[c], http://host/a?b=%5Bc%5D"
    })
    void makesAValidUriOfWhatPeoplePaste(String text, String uri) {
        assertThat(Url.parse(text).toUri()).hasToString(uri);
    }

    @Test
    void readsUrlsWithoutAuthority() {
        Url url = Url.parse("test:counter?rate=4Mbit/s");

        assertThat(url.scheme()).isEqualTo("test");
        assertThat(url.hasAuthority()).isFalse();
        assertThat(url.path()).isEqualTo("counter");
        assertThat(url.query()).isEqualTo("rate=4Mbit/s");
        assertThat(url).hasToString("test:counter?rate=4Mbit/s");
    }

    @Test
    void readsUrlsWithoutHost() {
        Url url = Url.parse("tcp://:5000");

        assertThat(url.host()).isEmpty();
        assertThat(url.port()).isEqualTo(5000);
        assertThat(url.portOr(1)).isEqualTo(5000);
        assertThat(Url.parse("http://host/").portOr(80)).isEqualTo(80);
        assertThat(url).hasToString("tcp://:5000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host/path",
                "/path",
                "://x",
                "1http://x",
                "http://host:65536/",
                "http://host:8x/",
                "http://[::1/",
                "http://[zz]/",
                "http://ho st/",
                "http://a:b:c/",
                "http://a]b/"
            })
    void refusesWhatIsNoUrl(String text) {
        assertThatThrownBy(() -> Url.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:sesame@host:port/",
                "http://user:ses#ame@host:x/",
                "http://user:sesame@[zz]/",
                "//user:sesame@host/?token=sesame"
            })
    void showsNoSecretOfAWrongUrl(String text) {
        assertThatThrownBy(() -> Url.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("ame"));
    }

    @Test
    void showsNoSecretOfAUrlThatLacksItsScheme() {
        assertThat(Url.parse("user:sesame@host/x")).hasToString("user:***@host/x");
    }

    @Test
    void comparesByValueSecretsIncluded() {
        assertThat(Url.parse("http://u:a@host/")).isEqualTo(Url.parse("http://u:a@HOST/"));
        assertThat(Url.parse("http://u:a@host/")).isNotEqualTo(Url.parse("http://u:b@host/"));
    }
}
