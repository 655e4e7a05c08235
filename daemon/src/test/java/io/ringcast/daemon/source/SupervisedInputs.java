package io.ringcast.daemon.source;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.config.FormatRule;
import io.ringcast.daemon.config.HealthSpec;
import io.ringcast.daemon.config.PaceSpec;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A source whose inputs are scripted and whose time is moved by hand: stall 10 s, prove 30 s, retry 1 to 60 s. */
abstract class SupervisedInputs {

    static final Duration STALL = Duration.ofSeconds(10);
    static final Duration PROVE = Duration.ofSeconds(30);

    final ManualLoop time = new ManualLoop();
    final RecordingWriter out = new RecordingWriter();
    final ScriptedInput.Opener primary = new ScriptedInput.Opener("http://primary/");
    final ScriptedInput.Opener backup = new ScriptedInput.Opener("http://backup/");
    final ScriptedInput.Opener third = new ScriptedInput.Opener("http://third/");
    final ScriptedInput.Opener slate = new ScriptedInput.Opener("test:null");
    Duration prove = PROVE;
    HealthSpec health = HealthSpec.NONE;
    FormatRule formats = FormatRule.ANY;
    final List<String> observed = new ArrayList<>();
    private @Nullable SourceSupervisor opened;

    @AfterEach
    final void freesEverything() {
        if (opened != null) {
            opened.stop();
            time.run();
        }
        time.close();
        LeakPresenceDetector.check();
    }

    final SourceSupervisor started(InputOpener... inputs) {
        return started(Optional.empty(), inputs);
    }

    final SourceSupervisor withFallback(InputOpener... inputs) {
        return started(Optional.of(slate), inputs);
    }

    final SourceSupervisor started(Optional<InputOpener> fallback, InputOpener... inputs) {
        SourceSettings settings = new SourceSettings(
                "test",
                STALL,
                new RetrySpec(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                prove,
                new PaceSpec.Auto(),
                PrefetchSpec.NONE,
                Duration.ofSeconds(2),
                Duration.ZERO,
                AtEnd.NEXT,
                false,
                Duration.ofSeconds(5),
                false);
        return started(settings.demanding(health, formats), fallback, inputs);
    }

    final SourceSupervisor started(SourceSettings settings, Optional<InputOpener> fallback, InputOpener... inputs) {
        SourceSupervisor made = new SourceSupervisor(
                settings,
                List.of(inputs),
                fallback,
                out,
                time.loop(),
                time.ticker(),
                time.clock(),
                new Random(1),
                PooledByteBufAllocator.DEFAULT,
                new Recorder());
        opened = made;
        made.start();
        time.run();
        return made;
    }

    /** The newest run of {@code opener} is a live stream with enough bytes to tell its format. */
    static void streams(ScriptedInput.Opener opener, char filler) {
        opener.last().connects();
        gives(opener, filler);
    }

    static void gives(ScriptedInput.Opener opener, char filler) {
        byte[] bytes = new byte[1024];
        Arrays.fill(bytes, (byte) filler);
        opener.last().gives(bytes);
    }

    /** Time passes, and these give bytes all the while. */
    final void lives(Duration duration, ScriptedInput.Opener... those) {
        for (long i = 0; i < duration.toMillis() / 500; i++) {
            time.advance(Duration.ofMillis(500));
            for (ScriptedInput.Opener each : those) {
                if (!each.last().stopped) {
                    gives(each, 'x');
                }
            }
        }
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
        public void onPutAside(int input, int relapses, Duration aside) {
            observed.add("put aside " + input + " for " + aside.toSeconds() + " s");
        }

        @Override
        public void onFormatChanged(Format from, Format to) {
            observed.add("format " + from.name() + " " + to.name());
        }

        @Override
        public void onStandingBy(int input) {
            observed.add("standing by " + input);
        }
    }
}
