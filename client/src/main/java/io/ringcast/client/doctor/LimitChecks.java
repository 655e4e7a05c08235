package io.ringcast.client.doctor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process, and so a daemon that is started from the same place, may use: files, locked memory, memory. */
final class LimitChecks {

    /** One file for each listener, and a few hundred of the daemon's own. */
    private static final long OPEN_FILES = 65_536;

    /** What many systems give by default: some thousand listeners and the daemon takes no more. */
    private static final long FEW_FILES = 4096;

    private static final long MIB = 1L << 20;
    private static final long LOCKED = 64 * MIB;
    private static final long SMALL_MEMORY = 256 * MIB;

    /** Without a limit, version 1 of control groups says the largest number of whole pages. */
    private static final long UNLIMITED = 1L << 60;

    /** proc(5), {@code /proc/pid/limits}: columns are padded, and names have spaces. */
    private static final Pattern LIMIT = Pattern.compile("(Max [a-z ]+?) {2,}(\\S+) +(\\S+).*");

    /** cgroups(7), {@code /proc/pid/cgroup}: number, controllers, path; version 2 has number 0 and no controller. */
    private static final Pattern GROUP = Pattern.compile("\\d+:([^:]*):(/.*)");

    private final HostFiles files;

    LimitChecks(HostFiles files) {
        this.files = files;
    }

    List<Finding> run() {
        return List.of(openFiles(), lockedMemory(), memory());
    }

    private Finding openFiles() {
        String check = "open files";
        Optional<String[]> limit = limit("Max open files");
        if (limit.isEmpty()) {
            return Finding.info(check, "/proc/self/limits says nothing");
        }
        String soft = limit.get()[0];
        long files = amount(soft);
        if (files >= OPEN_FILES) {
            return Finding.ok(check, soft);
        }
        Verdict verdict = files < FEW_FILES ? Verdict.BAD : Verdict.WARN;
        return new Finding(
                check,
                verdict,
                soft + ", of which each listener takes one",
                OPEN_FILES + " or more",
                amount(limit.get()[1]) >= OPEN_FILES
                        ? "ulimit -n " + OPEN_FILES + ", before ringcastd; the unit of systemd sets its own"
                        : "prlimit --pid $$ --nofile=1048576 as root, before ringcastd; the unit of systemd sets its own");
    }

    private Finding lockedMemory() {
        String check = "locked memory";
        Optional<String[]> limit = limit("Max locked memory");
        if (limit.isEmpty()) {
            return Finding.info(check, "/proc/self/limits says nothing");
        }
        long bytes = amount(limit.get()[0]);
        return bytes >= LOCKED
                ? Finding.ok(check, shown(bytes))
                : Finding.info(check, shown(bytes) + "; only rings of io_uring before Linux 5.12 want more");
    }

    private Finding memory() {
        String check = "memory of the control group";
        OptionalLong limit = memoryLimit();
        if (limit.isEmpty() || limit.getAsLong() >= UNLIMITED) {
            return Finding.ok(check, "no limit seen");
        }
        long bytes = limit.getAsLong();
        return bytes >= SMALL_MEMORY
                ? Finding.ok(check, shown(bytes) + ", by which rings are measured out")
                : Finding.warn(
                        check,
                        shown(bytes),
                        shown(SMALL_MEMORY) + " or more",
                        "raise MemoryMax= of the unit or --memory of the container");
    }

    /** The lowest limit from the group of this process up to the root. */
    private OptionalLong memoryLimit() {
        OptionalLong lowest = OptionalLong.empty();
        for (String line : files.lines("proc/self/cgroup")) {
            Matcher group = GROUP.matcher(line);
            if (!group.matches()) {
                continue;
            }
            boolean second = group.group(1).isEmpty();
            if (!second && !List.of(group.group(1).split(",")).contains("memory")) {
                continue;
            }
            String base = second ? "sys/fs/cgroup" : "sys/fs/cgroup/memory";
            String file = second ? "/memory.max" : "/memory.limit_in_bytes";
            String path = group.group(2);
            while (true) {
                OptionalLong here = files.number(base + (path.equals("/") ? "" : path) + file);
                if (here.isPresent() && (lowest.isEmpty() || here.getAsLong() < lowest.getAsLong())) {
                    lowest = here;
                }
                if (path.length() <= 1) {
                    break;
                }
                path = path.substring(0, Math.max(1, path.lastIndexOf('/')));
            }
        }
        return lowest;
    }

    /** Soft and hard limit, as the kernel writes them. */
    private Optional<String[]> limit(String name) {
        for (String line : files.lines("proc/self/limits")) {
            Matcher limit = LIMIT.matcher(line);
            if (limit.matches() && limit.group(1).equals(name)) {
                return Optional.of(new String[] {limit.group(2), limit.group(3)});
            }
        }
        return Optional.empty();
    }

    private static long amount(String text) {
        try {
            return text.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(text);
        } catch (NumberFormatException other) {
            return 0;
        }
    }

    private static String shown(long bytes) {
        return bytes == Long.MAX_VALUE ? "unlimited" : bytes < MIB ? bytes / 1024 + " KiB" : bytes / MIB + " MiB";
    }
}
