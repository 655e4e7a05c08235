package io.ringcast.daemon.source.ytdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringcast.daemon.config.Header;
import io.ringcast.daemon.source.ytdl.Findings.UnplayableException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of yt-dlp's JSON. */
final class FindingsTest {

    private static final Instant NOW = Instant.parse("2023-11-14T20:00:00Z");
    private static final Page PAGE = Page.of("https://site/page");

    @Test
    void findsPlaceHeadersTitleAndExpiry() throws UnplayableException {
        String json = """
                {"_type": "video", "title": "News 2023-11-14 20:00", "is_live": true, "protocol": "m3u8_native",
                 "url": "https://cdn/live.m3u8?expire=1700000000",
                 "http_headers": {"User-Agent": "Mozilla", "Referer": "https://site/", "Accept-Encoding": "gzip",
                                  "Range": "bytes=0-", "Host": "x", "X-Bad": "a\\r\\nb"}}
                """;

        Found.Media media = media(json);

        assertThat(media.place().uri()).isEqualTo(URI.create("https://cdn/live.m3u8?expire=1700000000"));
        assertThat(media.place().headers()).extracting(Header::name).containsExactly("User-Agent", "Referer");
        assertThat(media.title()).contains("News");
        assertThat(media.expires()).contains(Instant.ofEpochSecond(1_700_000_000));
        assertThat(media.toString()).doesNotContain("expire=");
    }

    @Test
    void sendsOnlyThoseCookiesThatAreForThePlace() throws UnplayableException {
        String json = """
                {"url": "http://v.cdn.example/a.ts", "protocol": "http",
                 "cookies": "a=\\"1\\"; Domain=.cdn.example; Path=/; Expires=1800000000; b=2; Domain=.other.example; Path=/; \
                c=3; Domain=v.cdn.example; Path=/elsewhere; d=4; Domain=v.cdn.example; Path=/; Secure; e=5"}
                """;

        List<Header> headers = media(json).place().headers();

        assertThat(headers).singleElement().satisfies(header -> {
            assertThat(header.name()).isEqualTo("Cookie");
            assertThat(header.value().reveal()).isEqualTo("a=1; e=5");
        });
    }

    @Test
    void findsTheThingsOfAListAsPagesOrAsNumbersOfTheList() throws UnplayableException {
        String json = """
                {"_type": "playlist", "title": "List", "entries": [
                    {"_type": "url", "url": "https://site/1", "title": "One"},
                    {"_type": "url_transparent", "url": "abc"},
                    null,
                    {"_type": "url", "url": "file:///etc/hostname"},
                    {"title": "Four", "url": "https://cdn/4.mp4", "formats": []}]}
                """;

        Found found = Findings.read(json, PAGE, NOW);

        assertThat(found)
                .isEqualTo(new Found.Listing(List.of(
                        new Found.Entry(Page.of("https://site/1"), Optional.of("One")),
                        new Found.Entry(PAGE.item(2), Optional.empty()),
                        new Found.Entry(PAGE.item(3), Optional.empty()),
                        new Found.Entry(PAGE.item(4), Optional.of("Four")))));
    }

    @Test
    void findsTheOneThingThatWasAskedForOfAList() throws UnplayableException {
        String json = """
                {"_type": "playlist", "entries": [{"title": "Two", "url": "https://cdn/2.mp4"}]}
                """;

        Found found = Findings.read(json, PAGE.item(2), NOW);

        assertThat(found)
                .isInstanceOfSatisfying(
                        Found.Media.class, media -> assertThat(media.title()).contains("Two"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | found nothing",
                "yt-dlp: not found | did not write JSON",
                "{} | without a media URL",
                "{\"url\": \"file:///etc/hostname\"} | no http or https URL",
                "{\"url\": \"rtmp://host/a\", \"protocol\": \"rtmp\"} | comes by rtmp",
                "{\"url\": \"https://a/\", \"protocol\": \"http_dash_segments\"} | comes by http_dash_segments",
                "{\"requested_formats\": [{}, {}]} | 2 streams that would have to be joined",
                "{\"entries\": []} | an empty list",
            })
    void saysWhyItCannotBePlayed(String json, String said) {
        assertThatExceptionOfType(UnplayableException.class)
                .isThrownBy(() -> Findings.read(json, PAGE, NOW))
                .withMessageContaining(said)
                .withMessageContaining("(expected: ");
    }

    private static Found.Media media(String json) throws UnplayableException {
        return (Found.Media) Findings.read(json, PAGE, NOW);
    }
}
