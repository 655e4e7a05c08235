package io.ringcast.daemon.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalStreamTest {

    @Test
    void isReachedOnlyByTheFileThatTheVariableNames(@TempDir Path folder) throws IOException {
        Path journal = Files.createFile(folder.resolve("journal"));
        Path elsewhere = Files.createFile(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("fd"), journal);
        String named = Files.getAttribute(journal, "unix:dev") + ":" + Files.getAttribute(journal, "unix:ino");

        assertThat(JournalStream.isReachedBy(named, link)).isTrue();
        assertThat(JournalStream.isReachedBy(named, elsewhere)).isFalse();
    }

    @Test
    void isNotReachedWithoutVariableOrDescriptor(@TempDir Path folder) {
        assertThat(JournalStream.isReachedBy("", folder)).isFalse();
        assertThat(JournalStream.isReachedBy("nonsense", folder)).isFalse();
        assertThat(JournalStream.isReachedBy("1:2", folder.resolve("missing"))).isFalse();
    }
}
