package io.ringcast.daemon.source.test;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.Word;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.util.Optional;

/** {@code test:silence}: frames of sound in which nothing is heard, which keep the players of a station alive. Immutable. */
public final class SilenceKind implements InputKind {

    private static final double SECOND_NANOS = 1e9;
    private static final int SAMPLE_RATE = 48_000;

    /** What the frames are; 48 kHz, two channels. */
    public enum Coding implements Word {
        /** ISO/IEC 11172-3, 2.4.1: layer III at 128 kbit/s; all of side information and main data is zero, so no spectral line is there. */
        MP3("mp3", "audio/mpeg", 1152, frame(384, 0xFF, 0xFB, 0x94, 0x00)),

        /** ISO/IEC 14496-3, 1.A.2.2: low complexity, a pair of channels without a spectral line, and the end. */
        AAC(
                "aac",
                "audio/aac",
                1024,
                frame(13, 0xFF, 0xF1, 0x4C, 0x80, 0x01, 0xBF, 0xFC, 0x21, 0x10, 0x04, 0x60, 0x8C, 0x1C));

        private final String word;
        private final String mediaType;
        private final int samples;

        @SuppressWarnings("ImmutableEnumChecker") // Nobody is given it to change.
        private final byte[] frame;

        Coding(String word, String mediaType, int samples, byte[] frame) {
            this.word = word;
            this.mediaType = mediaType;
            this.samples = samples;
            this.frame = frame;
        }

        @Override
        public String word() {
            return word;
        }
    }

    private static final Option<Coding> FORMAT = Option.word(
            "format",
            Coding.class,
            "mp3",
            "What the silence is coded as: that of the source, so that its listeners stay.");

    private static final UrlKind KIND = UrlKind.input("test-silence", "test:silence")
            .says(
                    "test:silence?format=mp3",
                    "Silence as MP3 or AAC (ADTS), 48 kHz stereo: a fallback that keeps the players of a station alive.")
            .options(FORMAT)
            .optionsInQuery()
            .canWait()
            .even()
            .build();

    private final Ticker ticker;
    private final ByteBufAllocator allocator;

    /** @param ticker the one that event loops schedule by */
    public SilenceKind(Ticker ticker, ByteBufAllocator allocator) {
        this.ticker = ticker;
        this.allocator = allocator;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        return new Opener(config.url() + "?format=" + config.get(FORMAT).word(), config.get(FORMAT));
    }

    private static byte[] frame(int length, int... beginning) {
        byte[] frame = new byte[length];
        for (int i = 0; i < beginning.length; i++) {
            frame[i] = (byte) beginning[i];
        }
        return frame;
    }

    private final class Opener implements InputOpener {

        private final String url;
        private final Coding coding;

        Opener(String url, Coding coding) {
            this.url = url;
            this.coding = coding;
        }

        @Override
        public String url() {
            return url;
        }

        /** Its frames are all the same: what begins with silence again repeats nothing. */
        @Override
        public Input open(EventLoop loop, InputSink sink) {
            InputRun run = new InputRun(Optional.empty(), Optional.of(coding.mediaType), false, false, false);
            RateInput.Signal signal = (out, frames) -> {
                for (int i = 0; i < frames; i++) {
                    out.writeBytes(coding.frame);
                }
            };
            double frameNanos = coding.samples * SECOND_NANOS / SAMPLE_RATE;
            return new RateInput(loop, ticker, allocator, sink, run, signal, coding.frame.length, frameNanos);
        }
    }
}
