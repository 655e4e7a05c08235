package io.ringcast.daemon.source.file;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKind.Part;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.SequenceInput;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** {@code file:} or a path: a file, a directory, a pattern or a playlist, paced. Immutable. */
public final class FileKind implements InputKind {

    /** Whether it begins again at its end. */
    public static final Option<Boolean> LOOP = Option.flag(
            "loop", false, "Begin again behind the last file, for ever; what was added meanwhile plays too.");

    /** Whether its order is another in each pass. */
    public static final Option<Boolean> SHUFFLE =
            Option.flag("shuffle", false, "Play in random order, another one in each pass.");

    private static final UrlKind KIND = UrlKind.input("file", "file")
            .says(
                    "file:PATH",
                    "A file, a directory in natural order, a pattern (*.ts) or a playlist (M3U, PLS), paced; a plain path does"
                            + " too.")
            .allows(Part.PATH)
            .options(LOOP, SHUFFLE)
            .optionsInQuery()
            .check((url, settings) -> url.path().startsWith("/")
                    ? Optional.empty()
                    : Optional.of("url: " + url + " (expected: a path behind file:, such as file:/media/film.ts)"))
            .canWait()
            .build();

    private final FileReading reading;
    private final Ticker ticker;
    private final Function<String, InputOpener> network;

    /**
     * @param executor runs what waits for disks
     * @param network opens an http or https URL that a playlist names
     */
    public FileKind(
            Executor executor, ByteBufAllocator allocator, Ticker ticker, Function<String, InputOpener> network) {
        this.reading = new FileReading(executor, allocator);
        this.ticker = ticker;
        this.network = network;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        Path path = Path.of(config.url().toUri().getPath());
        FileProgram program = new FileProgram(reading, path, network, config.get(SHUFFLE), new Random());
        return new Opener(config.url().toString(), ticker, program, config.get(LOOP));
    }

    private record Opener(String url, Ticker ticker, FileProgram program, boolean repeats) implements InputOpener {

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new SequenceInput(loop, ticker, program, repeats, sink);
        }
    }
}
