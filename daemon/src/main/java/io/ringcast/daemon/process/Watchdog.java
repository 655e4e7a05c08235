package io.ringcast.daemon.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one process that outlives the daemon, by a moment: it knows the group of every child, signals groups on request, which Java cannot, and
 * ends them all when its stdin ends, however that came about.
 *
 * <pre>
 *   daemon ── add G, TERM G, KILL G, look G, forget G ──►  watchdog (sh, own session)  ── kill -s … -- -G ──►  group G
 *          ◄─ G stays, G gone ─────────────────────────
 * </pre>
 *
 * <p>It is a shell script of a few lines, started with the first child. One that is killed is started anew and told everything again.
 * Thread-safe; waits, so not for event loops.
 */
final class Watchdog {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    /** POSIX: it must run in dash, bash and busybox. It asks for what is there and needs nothing but {@code sleep}. */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM PIPE
            groups=' '
            signal() { kill -s "$1" -- "-$2" 2>/dev/null; }
            while read -r verb group; do
                case $verb in
                    add) groups="$groups$group " ;;
                    forget)
                        case $groups in
                            *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;;
                        esac ;;
                    look) if signal 0 "$group"; then echo "$group stays"; else echo "$group gone"; fi ;;
                    TERM | KILL) signal "$verb" "$group" ;;
                esac
            done
            for group in $groups; do signal TERM "$group"; done
            for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                left=
                for group in $groups; do
                    if signal 0 "$group"; then left=1; fi
                done
                [ -n "$left" ] || exit 0
                sleep 0.1
            done
            for group in $groups; do signal KILL "$group"; done
            """;

    private static final long ANSWER_SECONDS = 10;
    private static final long RESTART_MILLIS = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, CompletableFuture<Boolean>> questions = new ConcurrentHashMap<>();

    // Guarded by the lock.
    private final Set<Long> groups = new LinkedHashSet<>();
    private final List<String> unsent = new ArrayList<>();
    private @Nullable Process process;
    private @Nullable Writer commands;
    private boolean closed;

    /** From here on the group ends with the daemon. Starts the watchdog if there is none. */
    void add(long group) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the daemon stops");
            }
            groups.add(group);
            if (process == null) {
                begin();
            } else {
                send("add " + group);
            }
        } finally {
            lock.unlock();
        }
    }

    void terminate(long group) {
        command("TERM " + group);
    }

    void kill(long group) {
        command("KILL " + group);
    }

    /** Nobody of the group is left, or it is none of ours any more. */
    void forget(long group) {
        lock.lock();
        try {
            groups.remove(group);
            send("forget " + group);
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody of the group is left. */
    boolean remains(long group) throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        questions.put(group, answer);
        try {
            command("look " + group);
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It has been killed just now; its successor is told to signal the group, which does no harm if nobody is
            // left.
            return true;
        } finally {
            questions.remove(group);
        }
    }

    /** Its process, empty before the first child and while it is being started anew. */
    Optional<ProcessHandle> handle() {
        lock.lock();
        try {
            return Optional.ofNullable(process).map(Process::toHandle);
        } finally {
            lock.unlock();
        }
    }

    /** Ends every group that is left, then itself. */
    void stop() throws InterruptedException {
        Process last;
        lock.lock();
        try {
            closed = true;
            last = process;
            endInput();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.waitFor();
        }
    }

    private void command(String line) {
        lock.lock();
        try {
            send(line);
        } finally {
            lock.unlock();
        }
    }

    /** Starts one and tells it everything. */
    private void begin() throws IOException {
        Process started = new ProcessBuilder("setsid", "/bin/sh", "-c", SCRIPT)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = started;
        commands = started.outputWriter(StandardCharsets.US_ASCII);
        Thread reader = new Thread(() -> listen(started), "child-watchdog");
        reader.setDaemon(true);
        reader.start();
        List<String> late = List.copyOf(unsent);
        unsent.clear();
        groups.forEach(group -> send("add " + group));
        late.forEach(this::send);
    }

    private void send(String line) {
        Writer to = commands;
        try {
            if (to == null) {
                later(line);
            } else {
                to.write(line + "\n");
                to.flush();
            }
        } catch (IOException e) {
            // It is gone, which its reader is about to notice.
            later(line);
        }
    }

    /** For its successor, who is told of all groups anyway. */
    private void later(String line) {
        if (!line.startsWith("add ") && !line.startsWith("forget ")) {
            unsent.add(line);
        }
    }

    /** Takes its answers; when it ends although nobody asked it to, begins anew. */
    private void listen(Process of) {
        try (BufferedReader answers = of.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                int space = line.indexOf(' ');
                CompletableFuture<Boolean> question = questions.get(Long.parseLong(line.substring(0, space)));
                if (question != null) {
                    question.complete(line.endsWith("stays"));
                }
            }
        } catch (IOException e) {
            // As good as its end.
        }
        while (!restarted(of)) {
            try {
                TimeUnit.MILLISECONDS.sleep(RESTART_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        questions.values().forEach(question -> question.complete(true));
    }

    private boolean restarted(Process former) {
        lock.lock();
        try {
            if (closed) {
                return true;
            }
            if (process == former) {
                log.warn("event=watchdog-ended pid={} groups={}", former.pid(), groups.size());
                endInput();
            }
            if (process != null) {
                return true;
            }
            begin();
            log.info("event=watchdog-started groups={}", groups.size());
            return true;
        } catch (IOException e) {
            log.warn("event=watchdog-not-started error=\"{}\"", e.getMessage());
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void endInput() {
        Writer to = commands;
        process = null;
        commands = null;
        if (to != null) {
            try {
                to.close();
            } catch (IOException e) {
                // It was closed from the other side.
            }
        }
    }
}
