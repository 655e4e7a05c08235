package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.config.HealthSpec;
import io.ringcast.daemon.config.Presence;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsError;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt of a live input does: its rate, the errors of its MPEG-TS, and whether picture and sound come. Made anew for each
 * attempt, so that nothing of an earlier one counts. Pure bookkeeping; whoever has it says what time it is.
 */
final class Vitals {

    /** How it does at a moment. */
    sealed interface Finding {

        /** Nothing is wrong. */
        record Good() implements Finding {}

        /** It has been bad for half as long as it may. */
        record Doubtful() implements Finding {}

        /** It has been bad for too long. */
        record Bad(InputFailure failure) implements Finding {}
    }

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final Finding GOOD = new Finding.Good();
    private static final Finding DOUBTFUL = new Finding.Doubtful();

    private final HealthSpec spec;
    private final long badAfterNanos;
    private final Samples rate;
    private final Samples faults;

    private long bytes;
    private @Nullable Format format;
    private @Nullable TsAnalyser analyser;
    private long pictures;
    private long sounds;
    private long pictureNanos;
    private long soundNanos;

    /**
     * @param intervalNanos how often {@link #look} will be called
     * @param now when it begins
     */
    Vitals(HealthSpec spec, long intervalNanos, long now) {
        this.spec = spec;
        this.badAfterNanos = spec.badAfter().toNanos();
        this.rate = new Samples((int) (badAfterNanos / intervalNanos) + 3);
        this.faults = new Samples((int) (MINUTE / intervalNanos) + 3);
        faults.add(now, 0);
        restart(now);
    }

    /** What it was held back from could not come: rate and presence are looked at from now on. */
    void restart(long now) {
        rate.clear();
        rate.add(now, bytes);
        pictureNanos = now;
        soundNanos = now;
    }

    void onBytes(int count) {
        bytes += count;
    }

    void onFormat(Format found) {
        format = found;
        boolean looked = spec.maxErrors().isPresent() || !spec.require().isEmpty();
        analyser = looked && found.equals(Format.MPEG_TS) ? TsAnalyser.byClock() : null;
    }

    /** Looks at whole units (borrowed). */
    void onUnits(ByteBuf units, long now) {
        if (analyser != null) {
            analyser.packets(units, units.readerIndex(), units.readableBytes(), now);
        }
    }

    void onGarbage(int count) {
        if (analyser != null) {
            analyser.garbage(count);
        }
    }

    /** How it does now. */
    Finding look(long now) {
        rate.add(now, bytes);
        faults.add(now, errors());
        notePresence(now);
        Optional<InputFailure> bad = lowRate(badAfterNanos)
                .map(this::tooSlow)
                .or(() -> spec.maxErrors()
                        .filter(most -> faults.growth(MINUTE) > most)
                        .map(this::tooWrong))
                .or(() -> missing(now, badAfterNanos).map(this::without));
        if (bad.isPresent()) {
            return new Finding.Bad(bad.get());
        }
        boolean doubtful = lowRate(badAfterNanos / 2).isPresent()
                || spec.maxErrors()
                        .filter(most -> faults.growth(MINUTE) > most / 2)
                        .isPresent()
                || missing(now, badAfterNanos / 2).isPresent();
        return doubtful ? DOUBTFUL : GOOD;
    }

    private void notePresence(long now) {
        Format known = format;
        TsAnalyser packets = analyser;
        if (packets != null) {
            long begunPictures = packets.begunPictures();
            long begunSounds = packets.begunSounds();
            pictureNanos = begunPictures > pictures ? now : pictureNanos;
            soundNanos = begunSounds > sounds ? now : soundNanos;
            pictures = begunPictures;
            sounds = begunSounds;
        } else if (known != null) {
            // What is not MPEG-TS is not looked into; audio formats have no picture all the same.
            soundNanos = now;
            pictureNanos = isSoundAlone(known) ? pictureNanos : now;
        }
    }

    private static boolean isSoundAlone(Format format) {
        return format.mediaType().startsWith("audio/");
    }

    /** The rate within {@code window}, bytes per second, if that is below what is asked for. */
    private Optional<Double> lowRate(long window) {
        if (spec.minRate().isEmpty()) {
            return Optional.empty();
        }
        double least = spec.minRate().get().bytesPerSecond();
        OptionalDouble now = rate.perSecond(window);
        return now.isPresent() && now.getAsDouble() < least ? Optional.of(now.getAsDouble()) : Optional.empty();
    }

    private Optional<Presence> missing(long now, long window) {
        if (spec.require().contains(Presence.PICTURE) && now - pictureNanos >= window) {
            return Optional.of(Presence.PICTURE);
        }
        if (spec.require().contains(Presence.SOUND) && now - soundNanos >= window) {
            return Optional.of(Presence.SOUND);
        }
        return Optional.empty();
    }

    /** One damaged sync byte and a lost synchronisation are one error. */
    private long errors() {
        TsAnalyser packets = analyser;
        return packets == null
                ? 0
                : packets.count(TsError.CONTINUITY)
                        + packets.count(TsError.TRANSPORT)
                        + packets.count(TsError.CRC)
                        + packets.count(TsError.SYNC_BYTE);
    }

    private InputFailure tooSlow(double bytesPerSecond) {
        return InputFailure.passing(
                Reason.LOW_RATE,
                kbits(bytesPerSecond) + " on average for " + seconds() + " (expected: at least "
                        + spec.minRate()
                                .map(least -> kbits(least.bytesPerSecond()))
                                .orElse("") + ", as min-rate says)");
    }

    private InputFailure tooWrong(long most) {
        return InputFailure.passing(
                Reason.TS_ERRORS,
                faults.growth(MINUTE) + " errors in MPEG-TS within a minute (expected: at most " + most
                        + ", as max-errors says; what they are is in the analysis of the source)");
    }

    private InputFailure without(Presence what) {
        Format known = format;
        boolean soundAlone = what == Presence.PICTURE && known != null && isSoundAlone(known);
        String detail = "no " + what.word() + " for " + seconds()
                + (known != null && soundAlone ? " in " + known.name() : "")
                + " (expected: PES packets of " + (what == Presence.PICTURE ? "video" : "audio")
                + " in MPEG-TS, as require says)";
        return InputFailure.passing(what == Presence.PICTURE ? Reason.NO_PICTURE : Reason.NO_SOUND, detail);
    }

    private String seconds() {
        return Math.round(badAfterNanos / 1e6) / 1e3 + " s";
    }

    private static String kbits(double bytesPerSecond) {
        return String.format(Locale.ROOT, "%.0f kbit/s", bytesPerSecond * 8 / 1000);
    }
}
