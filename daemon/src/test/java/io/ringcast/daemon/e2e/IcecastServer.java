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

/** A real Icecast server, whose source and admin passwords are {@code hackme}; the test is skipped where there is none. */
final class IcecastServer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONFIGURATION = """
            <icecast>
              <location>test</location>
              <admin>test@localhost</admin>
              <limits><clients>10</clients><sources>2</sources><burst-size>65535</burst-size></limits>
              <authentication>
                <source-password>hackme</source-password>
                <relay-password>hackme</relay-password>
                <admin-user>admin</admin-user>
                <admin-password>hackme</admin-password>
              </authentication>
              <hostname>localhost</hostname>
              <listen-socket><port>%d</port><bind-address>127.0.0.1</bind-address></listen-socket>
              <fileserve>0</fileserve>
              <paths>
                <basedir>%2$s</basedir><logdir>%2$s</logdir><webroot>/usr/share/icecast2/web</webroot>
                <adminroot>/usr/share/icecast2/admin</adminroot>
              </paths>
              <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
              <security><chroot>0</chroot>%3$s</security>
            </icecast>
            """;

    private final int port;
    private final Tool tool;

    private IcecastServer(int port, Tool tool) {
        this.port = port;
        this.tool = tool;
    }

    /** Starts one with its files in {@code dir}. */
    static IcecastServer start(Path dir) {
        return start(dir, Loopback.freePort());
    }

    static IcecastServer start(Path dir, int port) {
        assumeTrue(Tool.isThere("icecast2"), "icecast2 is not installed");
        try {
            IcecastServer server = new IcecastServer(port, Tool.start("icecast2", "-c", configuration(dir, port)));
            await().atMost(LIMIT).until(() -> Loopback.accepts(port));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    boolean running() {
        return tool.running();
    }

    /** What it says of its mounts. */
    String status() {
        return Tool.run(LIMIT, "curl", "-s", "http://127.0.0.1:" + port + "/status-json.xsl")
                .text();
    }

    @Override
    public void close() {
        tool.close();
    }

    /** Icecast refuses to run as root, but changes to another user when it is told one. */
    private static String configuration(Path dir, int port) throws IOException {
        boolean root = System.getProperty("user.name").equals("root");
        String owner =
                root ? "<changeowner><user>" + unprivileged() + "</user><group>nogroup</group></changeowner>" : "";
        if (root) {
            // Its logs are opened by that user.
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Path file = dir.resolve("icecast.xml");
        Files.writeString(file, CONFIGURATION.formatted(port, dir, owner));
        return file.toString();
    }

    private static String unprivileged() throws IOException {
        try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
            List<String> names =
                    users.map(line -> line.substring(0, line.indexOf(':'))).toList();
            return names.contains("icecast2") ? "icecast2" : "nobody";
        }
    }
}
