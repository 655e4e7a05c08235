package io.ringcast.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DispositionTest {

    @ParameterizedTest
    @CsvSource({
        "news.ts,          news.ts,          news.ts",
        "a b+c.ts,         a b+c.ts,         a%20b+c.ts",
        "it's (50%).ts,    it's (50%).ts,    it%27s%20%2850%25%29.ts",
        "Größe.ts,         Gr__e.ts,         Gr%C3%B6%C3%9Fe.ts",
        "日本.ts,            __.ts,            %E6%97%A5%E6%9C%AC.ts",
        "📺.ts,            _.ts,             %F0%9F%93%BA.ts",
        "../../etc/passwd, .._.._etc_passwd, .._.._etc_passwd",
        "C:\\boot.ini,     C__boot.ini,      C__boot.ini"
    })
    void namesAnAttachmentForOldAndNewClients(String name, String plain, String encoded) {
        assertThat(Disposition.attachment(name))
                .isEqualTo("attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\"b", "a\\b", "a\r\nSet-Cookie: x", "a\u0000b", "a\u007fb", "a\tb", "a\u0085b", "a\ud800b"})
    void leavesNothingInTheQuotesThatCouldEndThem(String name) {
        String field = Disposition.attachment(name);

        assertThat(field).matches("attachment; filename=\"[ !#-\\[\\]-~]*\"; filename\\*=UTF-8''[!#-&+-.0-9A-Z^-z|~]*");
    }

    @Test
    void boundsTheName() {
        assertThat(Disposition.attachment("ü".repeat(100_000))).hasSizeLessThan(2000);
    }
}
