package io.ringcast.daemon.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of this machine that runs with its output collected; ended with its children when it is closed. */
final class Tool implements AutoCloseable {

    private static final int MOST_OUTPUT = 256 << 20;

    /**
     * What a program left behind.
     *
     * @param status its exit status
     * @param out its stdout
     * @param err its stderr
     */
    record Result(int status, byte[] out, String err) {

        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    private final List<String> command;
    private final Process process;
    private final CompletableFuture<byte[]> out;
    private final CompletableFuture<byte[]> err;

    private Tool(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.out = CompletableFuture.supplyAsync(() -> all(process.getInputStream()), Tool::thread);
        this.err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()), Tool::thread);
    }

    /** Starts a program without input; the test is skipped if the machine does not have it. */
    static Tool start(String... command) {
        Tool tool = startWithInput(command);
        tool.endInput();
        return tool;
    }

    /** Starts a program whose stdin stays open and silent until {@link #endInput()}. */
    static Tool startWithInput(String... command) {
        assumeTrue(isThere(command[0]), command[0] + " is not installed");
        try {
            return new Tool(List.of(command), new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end. */
    static Result run(Duration limit, String... command) {
        try (Tool tool = start(command)) {
            return tool.await(limit);
        }
    }

    /** Whether a program of that name, or at that path, can be started. */
    static boolean isThere(String name) {
        if (name.indexOf('/') >= 0) {
            return Files.isExecutable(Path.of(name));
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return true;
            }
        }
        return false;
    }

    void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // It had ended already.
        }
    }

    /** Asks it to end, as systemd and Ctrl-C do. */
    void terminate() {
        process.destroy();
    }

    /** Sends it a signal by its name without SIG. */
    void signal(String name) {
        run(Duration.ofSeconds(30), "kill", "-" + name, Long.toString(process.pid()));
    }

    long pid() {
        return process.pid();
    }

    boolean running() {
        return process.isAlive();
    }

    /** Waits for its end. */
    Result await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                throw new AssertionError(command + " has not ended within " + limit + "; it says: "
                        + new String(err.join(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new Result(process.exitValue(), out.join(), new String(err.join(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static byte[] all(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (in) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (all.size() < MOST_OUTPUT) {
                    all.write(buffer, 0, n);
                }
            }
        } catch (IOException killed) {
            // What came until then is all there is.
        }
        return all.toByteArray();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "tool-output");
        thread.setDaemon(true);
        thread.start();
    }
}
