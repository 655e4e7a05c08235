package io.ringcast.daemon.output.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.output.RecordingAccount.Failure;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.protocol.container.Format;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorders over streams that are made by hand: which byte goes into which file, and what file systems do to them. */
final class RecorderTest {

    @TempDir
    Path dir = Path.of("");

    @Test
    void everyByteIsInOneFileAndEachFileBeginsAtAJoinPointWithItsPreamble() {
        for (long seed = 1; seed <= 8; seed++) {
            Path place = dir.resolve("seed-" + seed);
            try (RecorderRig rig = RecorderRig.every(place, Duration.ofSeconds(2))) {
                // given: 12.3 s of packets, which begin at 03:04:05
                rig.packets(123);
                SinkTarget target = rig.open();

                // when
                rig.start(target, 0, 1_000);
                rig.give(target, 1_000, rig.head(), new Random(seed));
                rig.end(target);

                // then: the files begin with the first join point behind each even second
                assertThat(rig.withoutPreambles()).as("seed %d", seed).isEqualTo(rig.stream.toByteArray());
                assertThat(rig.names())
                        .containsExactly(
                                "030405.rec",
                                "030406.rec",
                                "030408.rec",
                                "030410.rec",
                                "030412.rec",
                                "030414.rec",
                                "030416.rec");
                int packet = 0;
                for (Path file : rig.files()) {
                    byte[] content = RecorderRig.content(file);
                    assertThat(Arrays.copyOf(content, RecorderRig.PREAMBLE)).isEqualTo(RecorderRig.preamble(packet));
                    packet += (content.length - RecorderRig.PREAMBLE) / 100;
                }
                assertThat(rig.account.finishedFiles()).isEqualTo(7);
                assertThat(rig.closed).containsExactly("orderly: all is written");
            }
        }
    }

    @Test
    void aFileThatIsLargeEnoughEndsAtTheNextJoinPoint() {
        try (RecorderRig rig = RecorderRig.size(dir, 2_500)) {
            // given: join points 1000 bytes apart
            rig.packets(100);
            SinkTarget target = rig.open();

            // when
            rig.start(target, 0, rig.head());
            rig.end(target);

            // then
            assertThat(rig.withoutPreambles()).isEqualTo(rig.stream.toByteArray());
            assertThat(rig.files())
                    .extracting(file -> RecorderRig.content(file).length)
                    .containsExactly(3_020, 3_020, 3_020, 1_020);
        }
    }

    @Test
    void bytesWithoutJoinPointsAreCutWhereItIsDue() {
        try (RecorderRig rig = RecorderRig.size(dir, 70_000)) {
            // given
            rig.begin(Format.OPAQUE);
            byte[] bytes = new byte[200_000];
            new Random(7).nextBytes(bytes);
            rig.raw(bytes);
            SinkTarget target = rig.open();

            // when
            rig.start(target, 0, rig.head());
            rig.end(target);

            // then: all began at the same moment
            assertThat(rig.names()).containsExactly("030405-1.rec", "030405-2.rec", "030405.rec");
            byte[] first = RecorderRig.content(dir.resolve("030405.rec"));
            byte[] second = RecorderRig.content(dir.resolve("030405-1.rec"));
            byte[] third = RecorderRig.content(dir.resolve("030405-2.rec"));
            assertThat(first).isEqualTo(Arrays.copyOf(bytes, 70_000));
            assertThat(second).isEqualTo(Arrays.copyOfRange(bytes, 70_000, 140_000));
            assertThat(third).isEqualTo(Arrays.copyOfRange(bytes, 140_000, 200_000));
        }
    }

    @Test
    void aFileHasNoHole() {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            // given
            rig.packets(100);
            SinkTarget target = rig.open();

            // when: the listener was moved forward over five seconds
            rig.start(target, 0, 1_700);
            rig.start(target, 7_000, rig.head());
            rig.end(target);

            // then
            byte[] all = rig.stream.toByteArray();
            assertThat(rig.names()).containsExactly("030405.rec", "030412.rec");
            byte[] behind = RecorderRig.content(dir.resolve("030412.rec"));
            assertThat(Arrays.copyOf(behind, RecorderRig.PREAMBLE)).isEqualTo(RecorderRig.preamble(70));
            assertThat(Arrays.copyOfRange(behind, RecorderRig.PREAMBLE, behind.length))
                    .isEqualTo(Arrays.copyOfRange(all, 7_000, all.length));
            assertThat(RecorderRig.content(dir.resolve("030405.rec"))).hasSize(1_720);
        }
    }

    @Test
    void whatBeginsWithAHeaderOfItsOwnBeginsAFile() {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            // given: a container whose first unit is its header, and another one behind it
            rig.begin(Format.FLV);
            for (String header : List.of("one", "two")) {
                if (rig.head() > 0) {
                    rig.begin(Format.FLV);
                }
                rig.join(new byte[0]);
                rig.raw(header.getBytes(StandardCharsets.US_ASCII));
                rig.pass(Duration.ofSeconds(1));
                rig.join("one".getBytes(StandardCharsets.US_ASCII));
                rig.raw(new byte[500]);
                rig.pass(Duration.ofSeconds(1));
            }
            SinkTarget target = rig.open();

            // when
            rig.start(target, 0, rig.head());
            rig.end(target);

            // then
            assertThat(rig.names()).containsExactly("030405.rec", "030407.rec");
            assertThat(RecorderRig.content(dir.resolve("030407.rec")))
                    .hasSize(503)
                    .startsWith("two".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void anotherFormatBeginsAFile() {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            // given
            rig.packets(25);
            rig.begin(Format.OPAQUE);
            rig.raw("something else".getBytes(StandardCharsets.US_ASCII));
            SinkTarget target = rig.open();

            // when
            rig.start(target, 0, rig.head());
            rig.end(target);

            // then
            assertThat(rig.files())
                    .extracting(file -> RecorderRig.content(file).length)
                    .containsExactly(2_520, 14);
        }
    }

    @Test
    void aFullDiskEndsTheFileAndWhatComesAfterItGoesOnWithoutAGap() {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            // given
            rig.disk.room(3_333);
            rig.packets(100);
            SinkTarget target = rig.open();

            // when: it is full, and has room again
            rig.start(target, 0, rig.head());
            rig.awaitClosed(1);
            String trouble = rig.detail();
            rig.disk.room(Long.MAX_VALUE);
            SinkTarget next = rig.open();
            rig.start(next, 0, rig.head());
            rig.end(next);

            // then: the next file begins at the last join point before, by the time of that
            assertThat(trouble).isEqualTo(dir + "/030405.rec: No space left on device");
            assertThat(rig.closed.get(0)).isEqualTo("failed: " + trouble);
            assertThat(rig.account.failures(Failure.FULL)).isEqualTo(1);
            byte[] all = rig.stream.toByteArray();
            assertThat(rig.files()).hasSize(2);
            assertThat(RecorderRig.content(rig.files().get(0))).hasSize(3_333);
            byte[] second = RecorderRig.content(rig.files().get(1));
            int from = all.length - (second.length - RecorderRig.PREAMBLE);
            assertThat(from).isBetween(1_000, 3_333 - RecorderRig.PREAMBLE);
            assertThat(Arrays.copyOf(second, RecorderRig.PREAMBLE)).isEqualTo(RecorderRig.preamble(from / 100));
            assertThat(Arrays.copyOfRange(second, RecorderRig.PREAMBLE, second.length))
                    .isEqualTo(Arrays.copyOfRange(all, from, all.length));
            assertThat(rig.recorder().join(new JoinSpec.Keyframe())).isInstanceOf(JoinSpec.Oldest.class);
        }
    }

    @Test
    void whatTheSystemSaysIsCountedByReason() {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            rig.packets(1);
            Map<String, Failure> reasons = Map.of(
                    "Disk quota exceeded", Failure.FULL,
                    "Read-only file system", Failure.READ_ONLY,
                    "Operation not permitted", Failure.DENIED,
                    "Input/output error", Failure.OTHER);
            reasons.forEach((words, reason) -> {
                // given
                rig.disk.refusal = words;

                // when
                int before = rig.closed.size();
                SinkTarget target = rig.open();
                rig.start(target, 0, rig.head());
                rig.awaitClosed(before + 1);

                // then
                assertThat(rig.account.failures(reason)).as(words).isEqualTo(1);
                assertThat(rig.detail()).isEqualTo(dir + "/030405.rec.part: " + words);
            });
            assertThat(rig.files()).isEmpty();
        }
    }

    @Test
    void aDirectoryThatIsDeletedMeanwhileIsMadeAgain() throws IOException {
        Path place = dir.resolve("a/b");
        try (RecorderRig rig = RecorderRig.every(place, Duration.ofHours(1))) {
            // given
            rig.packets(30);
            SinkTarget target = rig.open();
            rig.start(target, 0, 1_000);
            rig.awaitOpened(1);
            await().atMost(RecorderRig.LIMIT).until(() -> target.pending() == 0);

            // when
            Files.delete(place.resolve("030405.rec.part"));
            Files.delete(place);
            rig.pass(Duration.ofSeconds(10));
            rig.give(target, 1_000, 2_000);
            rig.awaitClosed(1);
            SinkTarget next = rig.open();
            rig.start(next, 0, rig.head());
            rig.end(next);

            // then
            assertThat(rig.closed.get(0)).startsWith("failed: " + place);
            assertThat(rig.account.failures(Failure.MISSING)).isEqualTo(1);
            assertThat(rig.files()).hasSize(1);
        }
    }

    @Test
    void aFileSystemThatDoesNotAnswerHoldsUpOneThreadAndNoMore() {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            // given: a file that cannot be written to
            rig.disk.gate = new CountDownLatch(1);
            rig.packets(10);
            SinkTarget target = rig.open();
            rig.start(target, 0, rig.head());
            target.abort();

            // when
            SinkTarget next = rig.open();
            rig.awaitClosed(1);

            // then
            assertThat(next.writable()).isFalse();
            assertThat(rig.closed).containsExactly("failed: the file system has not answered yet");
            assertThat(rig.account.failures(Failure.UNANSWERED)).isEqualTo(1);
            rig.disk.gate.countDown();
            await().atMost(RecorderRig.LIMIT).until(() -> rig.open().writable());
        }
    }

    @Test
    void whatAKilledDaemonLeftGetsItsNameAndNothingIsOverwritten() throws IOException {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            // given: two of a daemon that was killed, one of them of a name that is taken, an empty one, and somebody's
            // own
            Files.writeString(dir.resolve("010203.rec.part"), "cut off");
            Files.writeString(dir.resolve("030405.rec"), "whole");
            Files.writeString(dir.resolve("030405.rec.part"), "cut off too");
            Files.writeString(dir.resolve("020000.rec.part"), "");
            Files.writeString(dir.resolve("my 030405.rec.part"), "mine");
            Path busy = dir.resolve("040000.rec.part");
            Files.writeString(busy, "written by another recorder");
            rig.written.add(busy);
            rig.packets(10);

            // when
            SinkTarget target = rig.open();
            rig.start(target, 0, rig.head());
            rig.end(target);

            // then
            assertThat(rig.names()).containsExactly("010203.rec", "030405-1.rec", "030405-2.rec", "030405.rec");
            assertThat(dir.resolve("010203.rec")).hasContent("cut off");
            assertThat(dir.resolve("030405.rec")).hasContent("whole");
            assertThat(dir.resolve("030405-1.rec")).hasContent("cut off too");
            assertThat(dir.resolve("030405-2.rec")).hasSize(1_020);
            assertThat(dir.resolve("020000.rec.part")).doesNotExist();
            assertThat(dir.resolve("my 030405.rec.part")).hasContent("mine");
            assertThat(busy).exists();
        }
    }

    @Test
    void whatIsWrittenIsLockedForOtherProcesses() throws IOException {
        try (RecorderRig rig = RecorderRig.every(dir, Duration.ofHours(1))) {
            // given
            rig.packets(10);
            SinkTarget target = rig.open();
            rig.start(target, 0, rig.head());
            rig.awaitOpened(1);

            // when
            Path part = dir.resolve("030405.rec.part");
            Leftovers.recover("test", new Recordings(NamePattern.parse(dir + "/%H%M%S.rec")), Set.of());

            // then
            assertThat(part).exists();
            rig.end(target);
            assertThat(rig.names()).containsExactly("030405.rec");
            try (FileChannel channel = FileChannel.open(dir.resolve("030405.rec"), StandardOpenOption.WRITE)) {
                assertThat(channel.tryLock()).isNotNull();
            }
        }
    }

    @Test
    void withoutACutThereIsOneFile() {
        try (RecorderRig rig =
                new RecorderRig(dir + "/all.rec", Optional.empty(), OptionalLong.empty(), RecorderRig.nothing())) {
            rig.packets(200);
            SinkTarget target = rig.open();

            rig.start(target, 0, rig.head());
            rig.end(target);

            assertThat(rig.names()).containsExactly("all.rec");
            assertThat(rig.withoutPreambles()).isEqualTo(rig.stream.toByteArray());
        }
    }
}
