package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.client.ListenPosition;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.live.LivePlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording that was cut short knows which byte comes next. */
final class RecordingTest {

    private static final String TAG = "\"00000000deadbeef\"";

    @TempDir
    private Path folder;

    @Test
    void goesOnAtTheByteBehindTheLastOneInTheFile() throws Exception {
        Path file = folder.resolve("news.ts");
        try (Recording recording = Recording.open(file)) {
            assertThat(recording.start()).isEmpty();
            recording.begins(Optional.of(new LivePlace(TAG, 5_000, 376)));
            recording.out().write(new byte[1_376]);
        }
        try (Recording again = Recording.open(file)) {
            assertThat(again.start()).contains(new ListenPosition(TAG, 6_000));
            again.out().write(new byte[24]);
        }
        try (Recording third = Recording.open(file)) {
            assertThat(third.start()).contains(new ListenPosition(TAG, 6_024));
            // Behind a gap.
            third.begins(Optional.of(new LivePlace(TAG, 90_000, 100)));
            third.out().write(new byte[101]);
        }
        try (Recording last = Recording.open(file)) {
            assertThat(last.start()).contains(new ListenPosition(TAG, 90_001));
            last.finish();
        }
        assertThat(file).hasSize(1_376 + 24 + 101);
        assertThat(folder.resolve("news.ts.resume")).doesNotExist();
    }

    @Test
    void beginsAnewWhereOnlyAPartOfThePreambleCame() throws Exception {
        Path file = folder.resolve("news.ts");
        try (Recording recording = Recording.open(file)) {
            recording.begins(Optional.of(new LivePlace(TAG, 5_000, 376)));
            recording.out().write(new byte[375]);
        }
        try (Recording again = Recording.open(file)) {
            assertThat(again.start()).isEmpty();
        }
    }

    @Test
    void writesIntoNoFileThatIsNotItsOwn() throws Exception {
        Path file = folder.resolve("film.ts");
        Files.write(file, new byte[] {1});

        assertThatThrownBy(() -> Recording.open(file))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("exists");
        assertThat(Files.readAllBytes(file)).containsExactly(1);
    }
}
