package io.ringcast.client.cli;

import io.ringcast.client.ListenPosition;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.live.LivePlace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that a stream is recorded into, and beside it, while it is not finished, a note of which byte of the stream lies where in it: so
 * that whoever was killed can go on.
 *
 * <pre>
 *   news.ts          preamble │ byte 1880000 of the epoch, and all that came behind it
 *   news.ts.resume   "5f1c0e0a9d2b7c34" 1880000 564           epoch, offset, position of that byte in the file
 * </pre>
 *
 * <p>The note is written when an unbroken part begins, not for each byte: what the file's length says is always true.
 */
final class Recording implements AutoCloseable {

    private static final Pattern NOTE = Pattern.compile("(\"[^\"\\s]+\") (\\d{1,18}) (\\d{1,18})\\s*");

    private final Path file;
    private final Path note;
    private final OutputStream out;
    private final Optional<ListenPosition> start;

    private Recording(Path file, Path note, OutputStream out, Optional<ListenPosition> start) {
        this.file = file;
        this.note = note;
        this.out = out;
        this.start = start;
    }

    /**
     * Begins a new file, or goes on with one that was not finished.
     *
     * @throws UnavailableException if there is a file that is no unfinished recording
     */
    static Recording open(Path file) throws IOException {
        Path note = file.resolveSibling(file.getFileName() + ".resume");
        boolean unfinished = Files.exists(note);
        if (Files.exists(file) && Files.size(file) > 0 && !unfinished) {
            throw new UnavailableException(file + " exists (expected: no file, or an unfinished recording with "
                    + note.getFileName() + " beside it; remove it or choose another name)");
        }
        Optional<ListenPosition> start = unfinished && Files.exists(file) ? position(file, note) : Optional.empty();
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new Recording(file, note, out, start);
    }

    /** The byte of the stream that comes next, absent for a file that begins or whose note says nothing. */
    Optional<ListenPosition> start() {
        return start;
    }

    OutputStream out() {
        return out;
    }

    /** Bytes that do not go on behind those in the file follow. */
    void begins(Optional<LivePlace> place) throws IOException {
        if (place.isEmpty()) {
            Files.deleteIfExists(note);
            return;
        }
        LivePlace at = place.get();
        Path fresh = note.resolveSibling(note.getFileName() + ".new");
        long position = Files.size(file) + at.preamble();
        Files.writeString(fresh, at.entityTag() + " " + at.offset() + " " + position + "\n", StandardCharsets.UTF_8);
        Files.move(fresh, note, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** It is whole: nobody has to go on. */
    void finish() throws IOException {
        out.close();
        Files.deleteIfExists(note);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static Optional<ListenPosition> position(Path file, Path note) throws IOException {
        Matcher matcher = NOTE.matcher(Files.readString(note, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long behind = Files.size(file) - Long.parseLong(matcher.group(3));
        return behind < 0
                ? Optional.empty()
                : Optional.of(new ListenPosition(matcher.group(1), Long.parseLong(matcher.group(2)) + behind));
    }
}
