package io.ringcast.daemon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;

/** A file that is played again and again, and truncated, replaced, overwritten and removed meanwhile. */
final class FileOrigin implements FaultyOrigin {

    private static final int SECONDS = 5;

    private final Path file;
    private final List<byte[]> contents;
    private int turn;

    /** @param films of which the first seconds are the file, one after the other as it is replaced */
    FileOrigin(Path dir, List<Film> films) {
        this.file = dir.resolve("played.ts");
        this.contents = films.stream().map(FileOrigin::beginning).toList();
        replace();
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String input() {
        return "\"" + file + "\"";
    }

    @Override
    public String settings() {
        return "at-end = \"repeat\"";
    }

    @Override
    public boolean can(Fault fault) {
        return fault != Fault.STALLS && fault != Fault.SLOW;
    }

    @Override
    public boolean loses(Fault fault) {
        return fault == Fault.COMES_BACK;
    }

    @Override
    public void strike(Fault fault) {
        try {
            switch (fault) {
                case DIES -> {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(channel.size() / 2 + 77);
                    }
                }
                case RESETS -> {
                    turn++;
                    replace();
                }
                case GARBAGE -> {
                    byte[] noise = new byte[contents.get(0).length];
                    new Random(3).nextBytes(noise);
                    Files.write(file, noise);
                }
                case COMES_BACK -> Files.deleteIfExists(file);
                default -> throw new IllegalArgumentException("fault: " + fault);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void mend() {
        replace();
    }

    @Override
    public void close() {
        // The folder goes with its test.
    }

    /** Puts another file in its place, as editors and encoders do. */
    private void replace() {
        try {
            Path next = Files.write(file.resolveSibling("next.tmp"), contents.get(turn % contents.size()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] beginning(Film film) {
        byte[] content = new byte[film.bytesPerSecond() * SECONDS / 188 * 188];
        System.arraycopy(film.bytes(), 0, content, 0, content.length);
        return content;
    }
}
