package io.ringcast.daemon.output.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.output.RecordingAccount.Failure;
import io.ringcast.daemon.output.SinkTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted, and above all what is not. */
final class RetentionTest {

    @TempDir
    Path dir = Path.of("");

    @Test
    void whatIsTooOldIsDeletedAndNothingElse() throws IOException {
        try (RecorderRig rig = rig("/%Y/%m/%d-%H%M%S.rec", RecorderRig.limits(3_600, 0, 0))) {
            // given
            Path old = file("2025/12/31-000000.rec", 7_200, rig);
            Path young = file("2026/01/02-020000.rec", 1_800, rig);
            Path foreign = file("2025/12/notes.txt", 7_200, rig);
            Path alone = file("2025/11/30-000000-1.rec", 7_200, rig);
            Path elsewhere = file("31-000000.rec", 7_200, rig);
            Path outside = file("target/30-111111.rec", 7_200, rig);
            Files.createSymbolicLink(dir.resolve("2025/10"), outside.getParent());

            // when
            record(rig);

            // then: directories that were made for it go with the last file, and links are not followed
            assertThat(old).doesNotExist();
            assertThat(alone.getParent()).doesNotExist();
            assertThat(foreign).exists();
            assertThat(young).exists();
            assertThat(elsewhere).exists();
            assertThat(outside).exists();
            assertThat(rig.account.deletedFiles()).isEqualTo(2);
        }
    }

    @Test
    void theOldestGoWhileAllTogetherAreTooLarge() throws IOException {
        try (RecorderRig rig = rig("/%H%M%S.rec", RecorderRig.limits(0, 250, 0))) {
            // given: 100 bytes each
            Path first = file("000001.rec", 400, rig);
            Path second = file("000002.rec", 300, rig);
            Path third = file("000003.rec", 200, rig);

            // when
            record(rig);

            // then
            assertThat(first).doesNotExist();
            assertThat(second).exists();
            assertThat(third).exists();
        }
    }

    @Test
    void recordingStopsWhenLessIsFreeThanShallBeAndNothingIsLeftToDelete() throws IOException {
        try (RecorderRig rig = rig("/%H%M%S.rec", RecorderRig.limits(0, 0, 1 << 20))) {
            // given
            rig.disk.usable = 1_000;
            Path mine = file("000001.rec", 400, rig);
            Path foreign = file("holiday.mkv", 400, rig);
            rig.packets(10);

            // when
            SinkTarget target = rig.open();
            rig.start(target, 0, rig.head());
            rig.awaitClosed(1);

            // then
            assertThat(mine).doesNotExist();
            assertThat(foreign).exists();
            assertThat(rig.account.failures(Failure.FULL)).isEqualTo(1);
            assertThat(rig.detail()).contains("1000 bytes are free").contains("min-free = 1MiB");
            assertThat(rig.files()).isEmpty();
            assertThat(dir.resolve("030405.rec.part")).doesNotExist();
        }
    }

    @Test
    void aListingEnds() throws IOException {
        try (RecorderRig rig = rig("/%H%M%S.rec", RecorderRig.nothing())) {
            for (int i = 0; i < 20; i++) {
                file("0000%02d.rec".formatted(i), 1, rig);
            }

            Recordings.Listing listing = new Recordings(NamePattern.parse(dir + "/%H%M%S.rec"), 10).list();

            assertThat(listing.complete()).isFalse();
            assertThat(listing.finished()).hasSize(10);
        }
    }

    private RecorderRig rig(String pattern, Retention.Limits limits) {
        return new RecorderRig(dir + pattern, Optional.of(Duration.ofHours(1)), OptionalLong.empty(), limits);
    }

    private static void record(RecorderRig rig) {
        rig.packets(10);
        SinkTarget target = rig.open();
        rig.start(target, 0, rig.head());
        rig.end(target);
        assertThat(rig.closed).containsExactly("orderly: all is written");
    }

    /** Of 100 bytes, last written to so many seconds ago. */
    private Path file(String name, long secondsAgo, RecorderRig rig) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, new byte[100]);
        Instant then = rig.now().minusSeconds(secondsAgo);
        return Files.setLastModifiedTime(file, FileTime.from(then));
    }
}
