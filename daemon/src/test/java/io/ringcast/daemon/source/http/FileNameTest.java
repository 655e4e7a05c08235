package io.ringcast.daemon.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What origins call what they send. */
class FileNameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attachment; filename=film.mp4                                     | film.mp4
            attachment; filename="a \\"b\\".mp4"; size=3                      | a "b".mp4
            inline; filename="plain.mp4"; filename*=UTF-8''f%c3%bcr%20+.mp4   | für +.mp4
            attachment; filename*=iso-8859-1'de'f%fcr.mp4                     | für.mp4
            attachment; filename="../../etc/passwd"                           | passwd
            attachment; filename="C:\\\\x\\\\y.mp4"                          | y.mp4
            attachment; filename*=utf-8''%zz; filename=safe.mp4               | safe.mp4
            """)
    void areRead(String field, String name) {
        assertThat(named(field)).contains(name);
    }

    @Test
    void areNotMadeUp() {
        assertThat(named("attachment")).isEmpty();
        assertThat(named("attachment; filename=\"\"")).isEmpty();
        assertThat(named("attachment; filename=\"a/\"")).isEmpty();
        assertThat(named("attachment; filename=" + "x".repeat(10_000))).isEmpty();
    }

    private static Optional<String> named(String field) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set("Content-Disposition", field);
        return FileName.of(headers);
    }
}
