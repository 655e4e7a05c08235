package io.ringcast.daemon.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code /proc} knows of processes and their groups (proc(5), {@code /proc/PID/stat}). */
public final class Group {

    private static final Path PROC = Path.of("/proc");

    /**
     * A process.
     *
     * @param pid its number
     * @param name its program
     * @param state one letter; {@code Z} is a zombie
     * @param parent its parent's number
     * @param group its group
     */
    public record Member(long pid, String name, char state, long parent, long group) {}

    private Group() {}

    /** Who is alive in this group. Whoever is dead and was an orphan is reaped by somebody else, when he likes. */
    public static List<Member> members(long group) {
        return all().stream()
                .filter(member -> member.group() == group && member.state() != 'Z')
                .toList();
    }

    /** Zombies whose parent this process is. */
    public static List<Member> ownZombies() {
        long self = ProcessHandle.current().pid();
        return all().stream()
                .filter(member -> member.parent() == self && member.state() == 'Z')
                .toList();
    }

    /** Open file descriptors of this process. */
    public static int openFiles() {
        try (Stream<Path> files = Files.list(PROC.resolve("self/fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Member> all() {
        List<Member> all = new ArrayList<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .forEach(entry -> read(entry.resolve("stat")).ifPresent(all::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static Optional<Member> read(Path stat) {
        try {
            String text = Files.readString(stat);
            int open = text.indexOf('(');
            int close = text.lastIndexOf(')');
            String[] fields = text.substring(close + 2).split(" ");
            return Optional.of(new Member(
                    Long.parseLong(text.substring(0, open - 1)),
                    text.substring(open + 1, close),
                    fields[0].charAt(0),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2])));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
