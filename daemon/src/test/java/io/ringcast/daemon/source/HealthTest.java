package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.config.BitRate;
import io.ringcast.daemon.config.FormatRule;
import io.ringcast.daemon.config.HealthSpec;
import io.ringcast.daemon.config.Presence;
import io.ringcast.daemon.source.SourceState.Streaming;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Inputs that deliver and are failing all the same, with time moved by hand: bad-after 10 s, stall 10 s, prove 30 s. */
final class HealthTest extends SupervisedInputs {

    private static final Duration BAD_AFTER = Duration.ofSeconds(10);
    private static final Duration HALF = Duration.ofMillis(500);

    @Test
    void leavesAnInputBelowTheRateForTheOneThatStoodByMeanwhile() {
        health = new HealthSpec(Optional.of(BitRate.parse("64kbit/s")), Optional.empty(), Set.of(), BAD_AFTER);
        SourceSupervisor source = started(primary, backup);
        streams(primary, 'p');
        gives(primary, 20_000, 20);
        assertThat(observed).isEmpty();

        gives(primary, 1000, 13);
        assertThat(backup.opened).hasSize(1);
        assertThat(source.snapshot().active()).isZero();
        streams(backup, 'b');
        gives(primary, 1000, 12);

        assertThat(observed).containsExactly("standing by 1", "failed 0 low-rate", "switched 0 1 low-rate");
        assertThat(source.snapshot().inputs().get(0).lastFailure().orElseThrow().detail())
                .contains("kbit/s on average for 10.0 s (expected: at least 64 kbit/s");
    }

    @Test
    void letsAnInputGoOnThatIsFastOnAverage() {
        health = new HealthSpec(Optional.of(BitRate.parse("64kbit/s")), Optional.empty(), Set.of(), BAD_AFTER);
        started(primary, backup);
        streams(primary, 'p');

        for (int i = 0; i < 20; i++) {
            gives(primary, 40_000, 1);
            gives(primary, 1, 7);
        }

        assertThat(observed).isEmpty();
        assertThat(backup.opened).isEmpty();
    }

    @Test
    void doesNotMindWhatIsHeldBack() {
        health = new HealthSpec(
                Optional.of(BitRate.parse("64kbit/s")), Optional.empty(), Set.of(Presence.PICTURE), BAD_AFTER);
        started(primary, backup);
        streams(primary, 'p');

        out.room(false);
        gives(primary, 10_000, 1);
        assertThat(primary.last().reading).isFalse();
        time.advance(Duration.ofMinutes(1));
        out.room(true);
        time.run();
        gives(primary, 10_000, 18);

        assertThat(primary.last().reading).isTrue();
        assertThat(observed).isEmpty();
    }

    @Test
    void asksNothingOfItems() {
        health = new HealthSpec(
                Optional.of(BitRate.parse("64kbit/s")), Optional.of(0L), Set.of(Presence.PICTURE), BAD_AFTER);
        started(primary, backup);
        primary.last().beginsItem();

        gives(primary, 1000, 60);

        assertThat(observed).isEmpty();
    }

    @Test
    void losesAnInputWithMoreErrorsThanItMayHave() {
        health = new HealthSpec(Optional.empty(), Optional.of(20L), Set.of(), BAD_AFTER);
        SourceSupervisor source = started(primary);
        Signal signal = new Signal(primary);
        signal.plays(80, true, true);
        assertThat(observed).isEmpty();

        for (int i = 0; i < 25; i++) {
            signal.loses();
            signal.plays(1, true, true);
        }

        assertThat(observed).containsExactly("failed 0 ts-errors");
        assertThat(source.snapshot().inputs().get(0).lastFailure().orElseThrow().detail())
                .contains("errors in MPEG-TS within a minute (expected: at most 20");
    }

    @Test
    void forgetsErrorsAfterAMinute() {
        health = new HealthSpec(Optional.empty(), Optional.of(20L), Set.of(), BAD_AFTER);
        started(primary);
        Signal signal = new Signal(primary);

        for (int i = 0; i < 40; i++) {
            signal.loses();
            signal.plays(10, true, true);
        }

        assertThat(observed).isEmpty();
    }

    @Test
    void countsBytesThatAreNoPacketsAsErrors() {
        health = new HealthSpec(Optional.empty(), Optional.of(5L), Set.of(), BAD_AFTER);
        started(primary);
        Signal signal = new Signal(primary);
        signal.plays(10, true, true);

        gives(primary, 5000, 10);

        assertThat(observed).containsExactly("failed 0 ts-errors");
    }

    @Test
    void losesAnInputWhosePictureIsGone() {
        health =
                new HealthSpec(Optional.empty(), Optional.empty(), Set.of(Presence.PICTURE, Presence.SOUND), BAD_AFTER);
        SourceSupervisor source = started(primary, backup);
        Signal signal = new Signal(primary);
        signal.plays(60, true, true);

        signal.plays(11, false, true);
        assertThat(backup.opened).hasSize(1);
        new Signal(backup).plays(1, true, true);
        signal.plays(10, false, true);

        assertThat(observed).containsSubsequence("failed 0 no-picture", "switched 0 1 no-picture");
        assertThat(source.snapshot().active()).isEqualTo(1);
    }

    @Test
    void losesAnInputThatHasNeverHadSound() {
        health =
                new HealthSpec(Optional.empty(), Optional.empty(), Set.of(Presence.PICTURE, Presence.SOUND), BAD_AFTER);
        started(primary);

        new Signal(primary).plays(22, true, false);

        assertThat(observed).containsExactly("failed 0 no-sound");
    }

    @Test
    void beginsEachAttemptWithCleanHealth() {
        health = new HealthSpec(Optional.empty(), Optional.of(20L), Set.of(Presence.PICTURE), BAD_AFTER);
        SourceSupervisor source = started(primary);
        Signal first = new Signal(primary);
        for (int i = 0; i < 4; i++) {
            first.loses();
            first.plays(4, false, true);
        }
        primary.last().isLost(ScriptedInput.RESET);
        time.advance(Duration.ofSeconds(3));

        Signal second = new Signal(primary);
        for (int i = 0; i < 4; i++) {
            second.loses();
            second.plays(4, false, true);
        }

        assertThat(observed).containsExactly("failed 0 reset");
        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);
    }

    @Test
    void doesNotReturnToAnInputWithoutAPicture() {
        health = new HealthSpec(Optional.empty(), Optional.empty(), Set.of(Presence.PICTURE), BAD_AFTER);
        SourceSupervisor source = started(primary, backup);
        new Signal(primary).plays(2, true, true);
        primary.last().isLost(ScriptedInput.RESET);
        Signal stands = new Signal(backup);
        stands.plays(4, true, true);
        Signal returns = new Signal(primary);

        for (int i = 0; i < 24; i++) {
            stands.plays(1, true, true, HALF.dividedBy(2));
            returns.plays(1, false, true, HALF.dividedBy(2));
        }

        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(observed).endsWith("standing by 0", "failed 0 no-picture");
    }

    @Test
    void doesNotLeaveTheFallbackForAnInputWithoutAPicture() {
        health = new HealthSpec(Optional.empty(), Optional.empty(), Set.of(Presence.PICTURE), BAD_AFTER);
        SourceSupervisor source = withFallback(primary);
        new Signal(primary).plays(2, true, true);
        primary.last().isLost(ScriptedInput.RESET);
        Signal plays = new Signal(slate);
        plays.plays(4, true, true);
        Signal returns = new Signal(primary);

        for (int i = 0; i < 24; i++) {
            plays.plays(1, true, true, HALF.dividedBy(2));
            returns.plays(1, false, true, HALF.dividedBy(2));
        }

        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(observed).endsWith("standing by 0", "failed 0 no-picture");
    }

    @Test
    void refusesAnotherFormatThanListenersHaveWhenAsked() {
        formats = FormatRule.SAME;
        SourceSupervisor source = started(primary, backup);
        new Signal(primary).plays(2, true, true);
        primary.last().isLost(ScriptedInput.RESET);

        streams(backup, 'b');

        assertThat(observed).containsExactly("failed 0 reset", "failed 1 wrong-format");
        assertThat(source.snapshot().inputs().get(1).lastFailure().orElseThrow().detail())
                .isEqualTo(
                        "application/octet-stream (expected: video/mp2t, which listeners have; give the source inputs of one"
                                + " format, or format = \"any\")");
        time.advance(Duration.ofSeconds(3));
        new Signal(primary).plays(2, true, true);
        assertThat(source.snapshot().active()).isZero();
    }

    @Test
    void takesAnyFormatAfterARestart() {
        formats = FormatRule.SAME;
        SourceSupervisor source = started(primary);
        new Signal(primary).plays(2, true, true);

        source.restart();
        time.run();
        streams(primary, 'x');

        assertThat(observed).containsExactly("format mpegts opaque");
        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);
    }

    @Test
    void tellsWhenTheFormatChanges() {
        started(primary, backup);
        new Signal(primary).plays(2, true, true);
        primary.last().isLost(ScriptedInput.RESET);

        backup.last().connects();
        backup.last().gives(frames(20));

        assertThat(observed).containsExactly("failed 0 reset", "format mpegts adts", "switched 0 1 reset");
    }

    @Test
    void knowsThatSoundAloneHasNoPicture() {
        HealthSpec both =
                new HealthSpec(Optional.empty(), Optional.empty(), Set.of(Presence.PICTURE, Presence.SOUND), BAD_AFTER);
        Vitals vitals = new Vitals(both, 1_000_000_000L, 0);
        vitals.onFormat(Format.MP3);
        vitals.onBytes(1000);

        assertThat(vitals.look(4_000_000_000L)).isInstanceOf(Vitals.Finding.Good.class);
        assertThat(vitals.look(6_000_000_000L)).isInstanceOf(Vitals.Finding.Doubtful.class);
        assertThat(vitals.look(10_000_000_000L))
                .isInstanceOfSatisfying(
                        Vitals.Finding.Bad.class,
                        bad -> assertThat(bad.failure().detail())
                                .startsWith("no picture for 10.0 s in mp3 (expected: "));
    }

    /** ADTS, 44.1 kHz stereo, 200 bytes each. */
    private static byte[] frames(int count) {
        byte[] frames = new byte[count * 200];
        byte[] header = {(byte) 0xFF, (byte) 0xF1, 0x50, (byte) 0x80, 25, 0x1F, (byte) 0xFC};
        for (int at = 0; at < frames.length; at += 200) {
            System.arraycopy(header, 0, frames, at, header.length);
        }
        return frames;
    }

    /** {@code opener} gives so many bytes, that many times, half a second after each other. */
    private void gives(ScriptedInput.Opener opener, int bytes, int times) {
        byte[] filler = new byte[bytes];
        Arrays.fill(filler, (byte) 'f');
        for (int i = 0; i < times && !opener.last().stopped; i++) {
            opener.last().gives(filler);
            time.advance(HALF);
        }
    }

    /** The test card, as the newest run of an input gives it: packet by packet, its counters going on for ever. */
    private final class Signal {

        private static final int VIDEO_PID = 0x100;
        private static final int AUDIO_PID = 0x101;
        private static final int PACKETS = 400;

        private final byte[] card = card();
        private final Map<Integer, Integer> counters = new HashMap<>();
        private final ScriptedInput input;
        private int at;

        Signal(ScriptedInput.Opener opener) {
            input = opener.last();
            input.sink.onConnected(InputRun.live(Optional.of("video/mp2t")));
        }

        /** A part of it in half a second, that many times. */
        void plays(int times, boolean picture, boolean sound) {
            plays(times, picture, sound, HALF);
        }

        void plays(int times, boolean picture, boolean sound, Duration each) {
            for (int i = 0; i < times && !input.stopped; i++) {
                byte[] part = new byte[PACKETS * TsPacket.SIZE];
                for (int packet = 0; packet < PACKETS; packet++) {
                    write(part, packet * TsPacket.SIZE, picture, sound);
                }
                input.gives(part);
                time.advance(each);
            }
        }

        /** Three packets of sound never come. */
        void loses() {
            counters.merge(AUDIO_PID, 3, Integer::sum);
        }

        private void write(byte[] part, int to, boolean picture, boolean sound) {
            System.arraycopy(card, at, part, to, TsPacket.SIZE);
            at = (at + TsPacket.SIZE) % card.length;
            int pid = (part[to + 1] & 0x1F) << 8 | (part[to + 2] & 0xFF);
            if ((pid == VIDEO_PID && !picture) || (pid == AUDIO_PID && !sound)) {
                part[to + 1] = 0x1F;
                part[to + 2] = (byte) 0xFF;
            } else if ((part[to + 3] & 0x10) != 0) {
                int counter = counters.merge(pid, 1, Integer::sum);
                part[to + 3] = (byte) ((part[to + 3] & 0xF0) | (counter & 0x0F));
            }
        }

        private static byte[] card() {
            try (InputStream in = SourceSupervisor.class.getResourceAsStream("test/card.ts")) {
                return Objects.requireNonNull(in).readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
