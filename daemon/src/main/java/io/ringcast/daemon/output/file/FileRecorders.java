package io.ringcast.daemon.output.file;

import io.ringcast.daemon.config.ChangeCost;
import io.ringcast.daemon.config.DataSize;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.RecordingAccount;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.daemon.stream.Stream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** All outputs that record into files: what their configuration looks like, and what opens them. Thread-safe. */
public final class FileRecorders {

    /** How files are called. */
    static final Option<Optional<NamePattern>> FILE = Option.of(
                    "file",
                    NamePattern.TYPE,
                    "The absolute path of its files, with the time at which they begin: %Y %m %d %H %M %S %j %z, %s for seconds"
                            + " since 1970, %% for a percent sign. Directories are made; a name that is taken gets -1, -2, …")
            .costs(ChangeCost.NOTHING)
            .mandatory();

    /** How long they are. */
    static final Option<Optional<Duration>> EVERY = Option.duration(
                    "every",
                    "A file for each of these times, by the clock on the wall: \"1h\" begins a file at the first join point behind each"
                            + " full hour, \"24h\" behind midnight. Without it, and without size, one file for each run.")
            .between("1s", "366d")
            .costs(ChangeCost.NOTHING);

    /** How large they are. */
    static final Option<Optional<DataSize>> SIZE = Option.size(
                    "size", "A new file at the first join point behind this size.")
            .atLeast("64KiB")
            .costs(ChangeCost.NOTHING);

    /** How old they become. */
    static final Option<Optional<Duration>> KEEP = Option.duration(
                    "keep", "Recordings to which nothing was written for this long are deleted; else they stay.")
            .costs(ChangeCost.NOTHING);

    /** How many bytes they are together. */
    static final Option<Optional<DataSize>> KEEP_SIZE = Option.size(
                    "keep-size", "The oldest recordings are deleted while all together are larger.")
            .costs(ChangeCost.NOTHING);

    /** What stays free. */
    static final Option<Optional<DataSize>> MIN_FREE = Option.size(
                    "min-free",
                    "The oldest recordings are deleted while less of the file system is free; when none is left, nothing is"
                            + " recorded until more is.")
            .costs(ChangeCost.NOTHING);

    /** Whose clock names them. */
    static final Option<Boolean> UTC = Option.flag(
                    "utc", false, "Whether names and cuts go by UTC instead of the local time zone.")
            .costs(ChangeCost.NOTHING);

    /** How long it rests. */
    public static final Option<RetrySpec> RETRY = Option.retry(
                    "retry",
                    "1s..60s",
                    "Pauses before a file is tried again when the file system refused: the first and the longest, doubled in"
                            + " between.")
            .costs(ChangeCost.NOTHING);

    /** {@code { file = "…" }}. */
    public static final UrlKind KIND = UrlKind.output("file", "file")
            .says(
                    "{ file = \"/PATH/NAME-%Y%m%d-%H%M.EXT\" }",
                    "Records into files, cut at join points, each of which plays alone. What is being written is called NAME.part. It"
                            + " does not start a source on demand. A disk that is too slow makes it a slow listener, which skips by"
                            + " default.")
            .key(FILE)
            .options(FILE, EVERY, SIZE, KEEP, KEEP_SIZE, MIN_FREE, UTC, RETRY)
            .build();

    private final Disk disk;
    private final ZoneId zone;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Set<Path> written = ConcurrentHashMap.newKeySet();

    /** @param nanos the ring's clock */
    public FileRecorders(ZoneId zone, InstantSource clock, LongSupplier nanos) {
        this(new LocalDisk(), zone, clock, nanos);
    }

    FileRecorders(Disk disk, ZoneId zone, InstantSource clock, LongSupplier nanos) {
        this.disk = disk;
        this.zone = zone;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** What opens the files of a configured output. */
    public SinkTarget.Opener opener(OutputConfig config, Stream stream, OutputAccount output) {
        NamePattern pattern = config.get(FILE).orElseThrow();
        ZoneId at = config.get(UTC) ? ZoneOffset.UTC : zone;
        RecordingAccount account = new RecordingAccount(output);
        Recordings recordings = new Recordings(pattern);
        Retention retention = new Retention(
                "source=" + output.source() + " output=" + output.output(),
                new Retention.Limits(config.get(KEEP), config.get(KEEP_SIZE), config.get(MIN_FREE)),
                pattern,
                recordings,
                disk,
                clock,
                account);
        return new Recorder(
                stream,
                new FileSequence.Settings(pattern, at, disk, recordings, retention, written),
                config.get(EVERY).map(every -> new Alignment(every, at)),
                config.get(SIZE).map(size -> OptionalLong.of(size.bytes())).orElse(OptionalLong.empty()),
                clock,
                nanos,
                account);
    }
}
