package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.config.PaceSpec;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SourceState.Connecting;
import io.ringcast.daemon.source.SourceState.Ended;
import io.ringcast.daemon.source.SourceState.Idle;
import io.ringcast.daemon.source.SourceState.Stopped;
import io.ringcast.daemon.source.SourceState.Streaming;
import io.ringcast.protocol.container.Format;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a {@link SourceSupervisor} does when inputs work, fail, end and are wanted, with time moved by hand. */
final class SourceSupervisorTest {

    private static final byte[] PROGRESS = new byte[(int) Resumption.PROGRESS_BYTES];

    private final ManualLoop time = new ManualLoop();
    private final RecordingWriter out = new RecordingWriter();
    private final ScriptedInput.Opener primary = new ScriptedInput.Opener("http://primary/");
    private final ScriptedInput.Opener backup = new ScriptedInput.Opener("http://backup/");
    private final List<String> observed = new ArrayList<>();
    private @Nullable SourceSupervisor opened;

    @AfterEach
    void freesEverything() {
        if (opened != null) {
            opened.stop();
            time.run();
        }
        time.close();
        LeakPresenceDetector.check();
    }

    @Test
    void connectsAndStreams() {
        SourceSupervisor source = source(AtEnd.NEXT, false, primary);
        assertThat(source.snapshot().state()).isEqualTo(new Idle());

        source.start();
        time.run();
        assertThat(source.snapshot().state())
                .isEqualTo(new Connecting(0, 1, time.clock().instant()));
        assertThat(primary.last().starts).isEqualTo(1);
        primary.last().streamsLive();
        time.advance(Duration.ofSeconds(1)); // so few bytes are taken for what they look like only then

        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);
        assertThat(source.snapshot().active()).isZero();
        assertThat(source.snapshot().bytesIn()).isEqualTo(36);
        assertThat(source.snapshot().lastByte()).contains(time.clock().instant().minusSeconds(1));
        assertThat(out.events()).containsExactly("begin opaque live");
        assertThat(out.flushedBytes()).isEqualTo(36);
    }

    @Test
    void goesOnToTheNextInputAtOnceWhenOneIsLost() {
        SourceSupervisor source = started(AtEnd.NEXT, primary, backup);
        streams(primary);

        primary.last().isLost(ScriptedInput.RESET);

        assertThat(primary.last().stopped).isTrue();
        assertThat(source.snapshot().state()).isInstanceOf(Connecting.class);
        assertThat(backup.last().starts).isEqualTo(1);
        streams(backup);
        assertThat(source.snapshot().active()).isEqualTo(1);
        assertThat(source.snapshot().inputs().get(0).failures()).isEqualTo(1);
        assertThat(observed).containsExactly("failed 0 reset", "switched 0 1 reset");
        assertThat(out.events()).containsExactly("begin opaque live", "begin opaque live");
    }

    @Test
    void backsOffWhenAllInputsFailAndTriesAgain() {
        SourceSupervisor source = started(AtEnd.NEXT, primary, backup);

        primary.last().isLost(ScriptedInput.RESET);
        backup.last().isLost(ScriptedInput.NOT_FOUND);

        assertThat(source.snapshot().state()).isInstanceOfSatisfying(BackingOff.class, rest -> {
            assertThat(rest.input()).isZero();
            assertThat(rest.attempt()).isEqualTo(2);
            assertThat(rest.failure()).isEqualTo(ScriptedInput.RESET);
        });
        time.advance(Duration.ofSeconds(2));
        assertThat(primary.opened).hasSize(2);
        assertThat(backup.opened).hasSize(1);
        assertThat(source.snapshot().state())
                .isInstanceOfSatisfying(
                        Connecting.class, now -> assertThat(now.attempt()).isEqualTo(2));
    }

    @Test
    void retriesALastingFailureSlowly() {
        started(AtEnd.NEXT, primary);

        primary.last().isLost(ScriptedInput.NOT_FOUND);

        time.advance(Duration.ofSeconds(53));
        assertThat(primary.opened).hasSize(1);
        time.advance(Duration.ofSeconds(8));
        assertThat(primary.opened).hasSize(2);
    }

    @Test
    void forgetsFailuresOnlyAfterAGoodWhile() {
        SourceSupervisor source = started(AtEnd.NEXT, primary);
        primary.last().isLost(ScriptedInput.RESET);
        time.advance(Duration.ofSeconds(2));

        streams(primary);
        time.advance(Duration.ofSeconds(8));
        primary.last().isLost(ScriptedInput.RESET);
        assertThat(source.snapshot().state())
                .isInstanceOfSatisfying(
                        BackingOff.class, rest -> assertThat(rest.attempt()).isEqualTo(3));
        time.advance(Duration.ofSeconds(4));

        streams(primary);
        for (int i = 0; i < 11; i++) {
            time.advance(Duration.ofSeconds(1));
            primary.last().gives("more");
        }
        primary.last().isLost(ScriptedInput.RESET);
        assertThat(source.snapshot().state())
                .isInstanceOfSatisfying(
                        BackingOff.class, rest -> assertThat(rest.attempt()).isEqualTo(2));
    }

    @Test
    void losesAnInputThatGivesNothingForTooLong() {
        SourceSupervisor source = started(AtEnd.NEXT, primary, backup);
        streams(primary);

        time.advance(Duration.ofMillis(8_900));
        assertThat(source.snapshot().active()).isZero();
        assertThat(observed).isEmpty();
        time.advance(Duration.ofMillis(200));

        assertThat(primary.last().interrupted).isTrue();
        assertThat(observed).containsExactly("failed 0 stalled");
        assertThat(backup.last().starts).isEqualTo(1);
    }

    @Test
    void takesGarbageForSilence() {
        started(AtEnd.NEXT, primary, backup);
        primary.last().sink.onConnected(InputRun.live(Optional.empty()));
        primary.last().gives(packets(10));

        for (int i = 0; i < 10; i++) {
            primary.last().gives(noise());
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(observed).contains("failed 0 stalled");
        assertThat(backup.last().starts).isEqualTo(1);
    }

    @Test
    void takesBeginningsOfFramesAmongGarbageForSilence() {
        // given: frames of AAC
        SourceSupervisor source = started(AtEnd.NEXT, primary, backup);
        primary.last().sink.onConnected(InputRun.live(Optional.empty()));
        primary.last().gives(frames(20));
        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);

        // when: what looks like the begin of a long frame comes again and again, with nothing behind it
        byte[] beginning = Arrays.copyOf(frames(1), 2000);
        Arrays.fill(beginning, 200, 2000, (byte) 0);
        beginning[3] |= 3;
        for (int i = 0; i < 20 && !primary.last().interrupted; i++) {
            primary.last().gives(i % 4 == 0 ? beginning : new byte[2000]);
            time.advance(Duration.ofSeconds(2));
        }

        // then
        assertThat(observed).contains("failed 0 stalled");
    }

    /** ADTS, 44.1 kHz stereo, 200 bytes each. */
    private static byte[] frames(int count) {
        byte[] frames = new byte[count * 200];
        for (int at = 0; at < frames.length; at += 200) {
            byte[] header = {(byte) 0xFF, (byte) 0xF1, 0x50, (byte) 0x80, 25, 0x1F, (byte) 0xFC};
            System.arraycopy(header, 0, frames, at, header.length);
        }
        return frames;
    }

    @Test
    void takesWhatComesBetweenGarbageForLife() {
        started(AtEnd.NEXT, primary, backup);
        primary.last().sink.onConnected(InputRun.live(Optional.empty()));

        for (int i = 0; i < 10; i++) {
            primary.last().gives(packets(10));
            time.advance(Duration.ofSeconds(4));
            primary.last().gives(noise());
            time.advance(Duration.ofSeconds(4));
        }

        assertThat(observed).noneMatch(event -> event.startsWith("failed"));
    }

    @Test
    void beginsAnewBehindMuchGarbage() {
        started(AtEnd.NEXT, primary);
        primary.last().sink.onConnected(InputRun.live(Optional.empty()));
        primary.last().gives(packets(10));

        primary.last().gives(Arrays.copyOf(noise(), 1000));
        primary.last().gives(packets(10));
        assertThat(out.events()).filteredOn("begin mpegts live"::equals).hasSize(1);
        primary.last().gives(noise());
        primary.last().gives(packets(10));

        assertThat(out.events()).filteredOn("begin mpegts live"::equals).hasSize(2);
    }

    @Test
    void refusesBytesOfNoFormatBehindAStreamThatHadOne() {
        started(AtEnd.NEXT, primary, backup);
        primary.last().sink.onConnected(InputRun.live(Optional.empty()));
        primary.last().gives(packets(10));
        primary.last().isLost(ScriptedInput.RESET);

        backup.last().sink.onConnected(InputRun.live(Optional.empty()));
        backup.last().gives(noise());

        assertThat(observed).containsExactly("failed 0 reset", "failed 1 content-type");
        assertThat(out.events()).containsExactly("begin mpegts live");
    }

    @Test
    void letsTheStallClockStandWhileListenersHoldTheInputBack() {
        SourceSupervisor source = started(AtEnd.NEXT, primary);
        streams(primary);
        out.room(false);
        primary.last().gives("held in the queue");
        assertThat(primary.last().reading).isFalse();
        assertThat(source.snapshot().heldBack()).isTrue();

        time.advance(Duration.ofMinutes(5));
        assertThat(observed).isEmpty();
        out.room(true);
        time.run();

        assertThat(primary.last().reading).isTrue();
        assertThat(source.snapshot().heldBack()).isFalse();
        time.advance(Duration.ofSeconds(11));
        assertThat(observed).containsExactly("failed 0 stalled");
    }

    @Test
    void resumesAtOnceWhileTheRunMovesForward() {
        SourceSupervisor source = started(AtEnd.NEXT, primary);
        ScriptedInput input = primary.last();
        input.resumable = true;
        input.beginsItem();

        for (int i = 0; i < 20; i++) {
            input.gives(PROGRESS);
            input.isLost(ScriptedInput.RESET);
            assertThat(source.snapshot().state()).isInstanceOf(Connecting.class);
            input.sink.onResumed();
        }

        assertThat(input.starts).isEqualTo(21);
        assertThat(primary.opened).hasSize(1);
        assertThat(out.size()).isEqualTo(20L * PROGRESS.length);
        assertThat(out.events()).containsExactly("begin opaque finite");
        assertThat(source.snapshot().inputs().get(0).failures()).isEqualTo(20);
    }

    @Test
    void givesUpARunThatIsResumedInVain() {
        started(AtEnd.NEXT, primary, backup);
        ScriptedInput input = primary.last();
        input.resumable = true;
        input.beginsItem();
        input.gives(PROGRESS);
        input.isLost(ScriptedInput.RESET);

        for (int i = 0; i <= Resumption.RESUMES_BESIDE_OTHERS; i++) {
            assertThat(input.starts).isEqualTo(2 + i);
            assertThat(backup.opened).isEmpty();
            input.isLost(ScriptedInput.RESET);
            time.advance(Duration.ofSeconds(10));
        }

        assertThat(input.stopped).isTrue();
        assertThat(backup.opened).hasSize(1);
    }

    @Test
    void resumesAStalledDownload() {
        started(AtEnd.NEXT, primary);
        ScriptedInput input = primary.last();
        input.resumable = true;
        input.beginsItem();
        input.gives(PROGRESS);

        time.advance(Duration.ofSeconds(10));

        assertThat(input.interrupted).isTrue();
        assertThat(input.starts).isEqualTo(2);
        input.sink.onResumed();
        time.advance(Duration.ofSeconds(12)); // the watch is on again
        assertThat(observed).containsExactly("failed 0 stalled", "failed 0 stalled");
    }

    @Test
    void refusesPagesAndPlaylists() {
        started(AtEnd.NEXT, primary, backup);
        primary.last().sink.onConnected(InputRun.live(Optional.empty()));
        primary.last().gives("<!DOCTYPE html><html><body>Sorry</body></html>");

        backup.last().sink.onConnected(InputRun.live(Optional.empty()));
        backup.last().gives("[playlist]\nFile1=http://elsewhere/\n");

        assertThat(observed).containsExactly("failed 0 content-type", "failed 1 playlist");
        assertThat(out.events()).isEmpty();
        assertThat(source().snapshot().active()).isEqualTo(-1);
    }

    @Test
    void takesAnEndWithoutABytesForAFailure() {
        SourceSupervisor source = started(AtEnd.REPEAT, primary);
        primary.last().beginsItem();

        primary.last().sink.onEnded();

        assertThat(observed).containsExactly("failed 0 empty");
        assertThat(source.snapshot().state()).isInstanceOf(BackingOff.class);
    }

    @Test
    void endsBehindTheLastInput() {
        SourceSupervisor source = started(AtEnd.NEXT, primary, backup);

        item(primary, "first");
        assertThat(out.events()).containsExactly("begin opaque finite");
        item(backup, "second");

        assertThat(source.snapshot().state()).isEqualTo(new Ended(time.clock().instant(), false));
        assertThat(out.events()).containsExactly("begin opaque finite", "begin opaque finite", "end at 11");
        assertThat(new String(out.bytes(), StandardCharsets.US_ASCII)).isEqualTo("firstsecond");
        assertThat(observed).isEqualTo(List.of("switched 0 1 ended"));
    }

    @Test
    void stopsBehindTheFirstInputWhenToldSo() {
        SourceSupervisor source = started(AtEnd.STOP, primary, backup);

        item(primary, "first");

        assertThat(source.snapshot().state()).isInstanceOf(Ended.class);
        assertThat(backup.opened).isEmpty();
        assertThat(out.events()).contains("end at 5");
    }

    @Test
    void repeatsTheSameInputButNotFasterThanItMayBeRetried() {
        SourceSupervisor source = started(AtEnd.REPEAT, primary, backup);

        item(primary, "again");
        time.advance(Duration.ofMillis(900));
        assertThat(primary.opened).hasSize(1);
        time.advance(Duration.ofMillis(200));
        assertThat(primary.opened).hasSize(2);
        time.advance(Duration.ofSeconds(3));
        item(primary, "again");

        assertThat(primary.opened).hasSize(3);
        assertThat(backup.opened).isEmpty();
        assertThat(source.snapshot().state()).isInstanceOf(Connecting.class);
        assertThat(out.events()).noneMatch(event -> event.startsWith("end"));
    }

    @Test
    void holdsListenersBehindTheEnd() {
        SourceSupervisor source = started(AtEnd.HOLD, primary);

        item(primary, "once");

        assertThat(source.snapshot().state()).isEqualTo(new Ended(time.clock().instant(), true));
        assertThat(out.events()).containsExactly("begin opaque finite");
    }

    @Test
    void runsOnDemandFromTheFirstListenerUntilAWhileAfterTheLast() {
        SourceSupervisor source = source(AtEnd.NEXT, true, primary);
        source.start();
        time.run();
        assertThat(primary.opened).isEmpty();

        source.onArrived();
        source.onArrived();
        time.run();
        assertThat(primary.opened).hasSize(1);
        streams(primary);
        source.onLeft();
        source.onLeft();
        time.advance(Duration.ofSeconds(4));
        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);
        time.advance(Duration.ofSeconds(1));

        assertThat(primary.last().stopped).isTrue();
        assertThat(source.snapshot().state()).isEqualTo(new Idle());
        assertThat(out.events()).containsExactly("begin opaque live", "end at 1024", "clear");
    }

    @Test
    void staysWhenAListenerComesBackInTime() {
        SourceSupervisor source = source(AtEnd.NEXT, true, primary);
        source.onArrived();
        time.run();
        streams(primary);
        source.onLeft();
        time.advance(Duration.ofSeconds(4));

        source.onArrived();
        time.advance(Duration.ofSeconds(4));

        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);
        assertThat(primary.opened).hasSize(1);
    }

    @Test
    void beginsAnEndedItemAgainOnDemand() {
        SourceSupervisor source = source(AtEnd.NEXT, true, primary);
        source.onArrived();
        time.run();
        item(primary, "film");
        source.onLeft();
        time.run();
        assertThat(source.snapshot().state()).isInstanceOf(Ended.class);

        source.onArrived();
        time.run();

        assertThat(primary.opened).hasSize(2);
        assertThat(source.snapshot().state()).isInstanceOf(Connecting.class);
    }

    @Test
    void restartsWithoutRest() {
        SourceSupervisor source = started(AtEnd.NEXT, primary);
        primary.last().isLost(ScriptedInput.NOT_FOUND);

        source.restart();
        time.run();

        assertThat(primary.opened).hasSize(2);
        assertThat(source.snapshot().state())
                .isInstanceOfSatisfying(
                        Connecting.class, now -> assertThat(now.attempt()).isEqualTo(1));
    }

    @Test
    void losesAnInputWhoseBytesOurOwnCodeCannotTake() {
        SourceSupervisor source = started(AtEnd.NEXT, primary);
        primary.last().resumable = true;
        primary.last()
                .sink
                .onConnected(
                        new InputRun(Optional.of(new Format("pairs", "x/y", 2, false)), Optional.empty(), true, false));

        primary.last().gives("odd");

        assertThat(observed).containsExactly("failed 0 internal");
        assertThat(primary.last().stopped).isTrue();
        assertThat(source.snapshot().state()).isInstanceOf(BackingOff.class);
    }

    @Test
    void goesOnWhereAnItemBrokeWithinItsFirstBytes() {
        started(AtEnd.NEXT, primary);
        ScriptedInput input = primary.last();
        input.resumable = true;
        input.beginsItem();
        input.gives("too few bytes ");
        input.isLost(ScriptedInput.RESET);
        time.advance(Duration.ofSeconds(3));

        input.sink.onResumed();
        input.gives("to tell");
        input.sink.onEnded();

        assertThat(new String(out.bytes(), StandardCharsets.US_ASCII)).isEqualTo("too few bytes to tell");
        assertThat(out.events()).containsExactly("begin opaque finite", "end at 21");
    }

    @Test
    void forgetsTheFirstBytesOfARunThatIsLostBeforeTheySayWhatTheyAre() {
        started(AtEnd.NEXT, primary);
        primary.last().beginsItem();
        primary.last().gives("again ");
        primary.last().isLost(ScriptedInput.RESET);
        time.advance(Duration.ofSeconds(2));

        item(primary, "again from the begin");

        assertThat(new String(out.bytes(), StandardCharsets.US_ASCII)).isEqualTo("again from the begin");
    }

    @Test
    void doesNothingAnyMoreWhenStopped() {
        SourceSupervisor source = started(AtEnd.NEXT, primary);
        ScriptedInput input = primary.last();
        input.streamsLive();

        source.stop();
        source.restart();
        source.onArrived();
        time.advance(Duration.ofMinutes(10));
        input.sink.onLost(ScriptedInput.RESET);

        assertThat(input.stopped).isTrue();
        assertThat(primary.opened).hasSize(1);
        assertThat(source.snapshot().state()).isEqualTo(new Stopped());
        assertThat(observed).isEmpty();
    }

    @Test
    void countsWhatIsLostOfAnInputsUnits() {
        started(AtEnd.NEXT, primary);
        primary.last().sink.onConnected(InputRun.live(Optional.empty()));
        byte[] packets = new byte[188 * 6 + 100];
        for (int i = 0; i < 6; i++) {
            packets[100 + i * 188] = 0x47;
            packets[100 + i * 188 + 1] = 0x1f;
            packets[100 + i * 188 + 2] = (byte) 0xff;
            packets[100 + i * 188 + 3] = 0x10;
        }

        primary.last().gives(packets);

        assertThat(out.events()).contains("begin mpegts live", "garbage 100");
        assertThat(observed).containsExactly("garbage 0 100");
    }

    @Test
    void startsAnItemWithItsFirstListenerWhenAskedTo() {
        SourceSupervisor source = source(AtEnd.NEXT, false, true, primary);
        source.start();
        time.run();
        primary.last().beginsItem();
        primary.last().gives("not for anybody");
        assertThat(source.snapshot().state()).isEqualTo(new Idle());
        assertThat(out.events()).isEmpty();

        source.onArrived();
        time.run();
        item(primary, "from the beginning");

        assertThat(primary.opened).hasSize(2);
        assertThat(out.events()).containsExactly("begin opaque finite", "end at 18");
    }

    @Test
    void startsALiveStreamAtOnceThoughItemsWait() {
        SourceSupervisor source = source(AtEnd.NEXT, false, true, primary);
        source.start();
        time.run();

        streams(primary);

        assertThat(source.snapshot().state()).isInstanceOf(Streaming.class);
    }

    private SourceSupervisor source() {
        return Objects.requireNonNull(opened);
    }

    private SourceSupervisor started(AtEnd atEnd, InputOpener... inputs) {
        SourceSupervisor source = source(atEnd, false, inputs);
        source.start();
        time.run();
        return source;
    }

    private SourceSupervisor source(AtEnd atEnd, boolean onDemand, InputOpener... inputs) {
        return source(atEnd, onDemand, false, inputs);
    }

    private SourceSupervisor source(AtEnd atEnd, boolean onDemand, boolean itemsOnDemand, InputOpener... inputs) {
        SourceSettings settings = new SourceSettings(
                "test",
                Duration.ofSeconds(9),
                new RetrySpec(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                Duration.ofSeconds(30),
                new PaceSpec.Auto(),
                PrefetchSpec.NONE,
                Duration.ofSeconds(2),
                Duration.ZERO,
                atEnd,
                onDemand,
                Duration.ofSeconds(5),
                itemsOnDemand);
        SourceSupervisor made = new SourceSupervisor(
                settings,
                List.of(inputs),
                Optional.empty(),
                out,
                time.loop(),
                time.ticker(),
                time.clock(),
                new Random(1),
                PooledByteBufAllocator.DEFAULT,
                new Recorder());
        opened = made;
        return made;
    }

    /** Null packets. */
    private static byte[] packets(int count) {
        byte[] bytes = new byte[count * 188];
        for (int at = 0; at < bytes.length; at += 188) {
            bytes[at] = 0x47;
            bytes[at + 1] = 0x1F;
            bytes[at + 2] = (byte) 0xFF;
            bytes[at + 3] = 0x10;
        }
        return bytes;
    }

    /** More than what it takes to see that it is no format. */
    private static byte[] noise() {
        byte[] bytes = new byte[40_000];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    /** The newest run of {@code opener} is a live stream with enough bytes to tell its format. */
    private static void streams(ScriptedInput.Opener opener) {
        opener.last().sink.onConnected(InputRun.live(Optional.empty()));
        opener.last().gives(new byte[1024]);
    }

    private void item(ScriptedInput.Opener opener, String text) {
        opener.last().beginsItem();
        opener.last().gives(text);
        opener.last().sink.onEnded();
    }

    private final class Recorder implements SourceObserver {

        @Override
        public void onFailed(int input, InputFailure failure, boolean resuming) {
            observed.add("failed " + input + " " + failure.reason().word());
        }

        @Override
        public void onSwitched(int from, int to, String reason) {
            observed.add("switched " + from + " " + to + " " + reason);
        }

        @Override
        public void onGarbage(int input, int bytes) {
            observed.add("garbage " + input + " " + bytes);
        }
    }
}
