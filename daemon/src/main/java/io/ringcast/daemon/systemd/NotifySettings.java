package io.ringcast.daemon.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What systemd asks of this process, from its environment (sd_notify(3), sd_watchdog_enabled(3)).
 *
 * @param socket the datagram socket to tell: a path, or a name in the abstract namespace, whose first character is NUL here
 * @param watchdog after how long without a sign of life systemd takes the process for dead; absent when it does not watch
 */
record NotifySettings(String socket, Optional<Duration> watchdog) {

    /** The settings; absent when systemd does not want to be told anything. */
    static Optional<NotifySettings> from(Map<String, String> environment, long ownPid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        if (socket.charAt(0) != '/' && socket.charAt(0) != '@') {
            throw new IllegalArgumentException("NOTIFY_SOCKET: " + socket
                    + " (expected: an absolute path, or @ and a name in the abstract namespace)");
        }
        String address = socket.charAt(0) == '@' ? '\0' + socket.substring(1) : socket;
        return Optional.of(new NotifySettings(address, watchdog(environment, ownPid)));
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long ownPid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String pid = environment.getOrDefault("WATCHDOG_PID", "");
        // A process further up may have been meant, and its environment inherited.
        if (micros.isEmpty() || !(pid.isEmpty() || pid.equals(Long.toString(ownPid)))) {
            return Optional.empty();
        }
        try {
            long value = Long.parseLong(micros);
            if (value > 0) {
                return Optional.of(Duration.ofNanos(Math.multiplyExact(value, 1000L)));
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Said below.
        }
        throw new IllegalArgumentException("WATCHDOG_USEC: " + micros + " (expected: microseconds, > 0)");
    }
}
