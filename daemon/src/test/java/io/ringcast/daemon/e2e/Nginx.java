package io.ringcast.daemon.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A real web server that takes files by PUT under {@code /dav/}; the test is skipped where there is none. */
final class Nginx implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONFIGURATION = """
            daemon off;
            %1$s
            pid %2$s/pid;
            error_log %2$s/error.log;
            worker_processes 1;
            events { worker_connections 64; }
            http {
              access_log %2$s/access.log;
              client_body_temp_path %2$s/tmp; proxy_temp_path %2$s/tmp; fastcgi_temp_path %2$s/tmp;
              uwsgi_temp_path %2$s/tmp; scgi_temp_path %2$s/tmp;
              client_max_body_size 100m;
              server {
                listen 127.0.0.1:%3$d %4$s;
                location /dav/ { root %2$s; dav_methods PUT; create_full_put_path on; }
                location /small/ { root %2$s; dav_methods PUT; client_max_body_size 1k; }
                location ~ ^/moved/(?<rest>.*)$ { return 307 $scheme://$http_host/dav/$rest; }
                location /found/ { return 302 $scheme://$http_host/dav/; }
              }
            }
            """;

    private final Path dir;
    private final int port;
    private final Tool tool;

    private Nginx(Path dir, int port, Tool tool) {
        this.dir = dir;
        this.port = port;
        this.tool = tool;
    }

    /** Starts one with its files in {@code dir}; {@code tls} is nothing or more words of {@code listen} and directives behind it. */
    static Nginx start(Path dir, String tls) {
        assumeTrue(Tool.isThere("nginx"), "nginx is not installed");
        int port = Loopback.freePort();
        try {
            // Its workers run as another user when the master is root.
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.createDirectories(dir.resolve("tmp"));
            boolean root = System.getProperty("user.name").equals("root");
            Path file = dir.resolve("nginx.conf");
            Files.writeString(file, CONFIGURATION.formatted(root ? "user root;" : "", dir, port, tls));
            Nginx nginx = new Nginx(
                    dir,
                    port,
                    Tool.start("nginx", "-e", dir + "/error.log", "-p", dir.toString(), "-c", file.toString()));
            await().atMost(LIMIT).until(() -> Loopback.accepts(port));
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** What was put under a name. */
    Path file(String name) {
        return dir.resolve("dav").resolve(name);
    }

    /** The names of what was put, in order. */
    List<String> files() {
        try (Stream<Path> all = Files.list(dir.resolve("dav"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException nothingYet) {
            return List.of();
        }
    }

    @Override
    public void close() {
        tool.close();
    }
}
