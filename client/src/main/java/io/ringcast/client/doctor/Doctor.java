package io.ringcast.client.doctor;

import io.ringcast.client.probe.ProbeTarget;
import io.ringcast.client.probe.ProbeTarget.Connection;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at this host, and at streams from it, and says what is wrong and what mends it.
 *
 * <p>Everything of the host is read from files of Linux; on other systems, and where a container hides them, the findings say that nothing
 * can be seen. Nothing is changed. Immutable; any thread, which waits.
 */
public final class Doctor {

    private final HostFiles files;
    private final Caller caller;

    /**
     * @param root folder that has {@code proc}, {@code sys} and {@code run}: {@code /}, unless a test makes one up
     * @param patience for each step of a connection
     * @param userAgent what streams are told who asks
     */
    public Doctor(Path root, Duration patience, String userAgent) {
        this.files = new HostFiles(root);
        this.caller = new Caller(patience, userAgent);
    }

    /** All that can be said of this host without knowing a stream. */
    public List<Finding> host() throws InterruptedException {
        List<Finding> found = new ArrayList<>();
        found.addAll(new LimitChecks(files).run());
        found.addAll(new KernelChecks(files).run());
        found.addAll(new InterfaceChecks(files).run());
        found.addAll(new PortChecks(files, caller).run());
        return found;
    }

    /**
     * What can be said of a stream from here.
     *
     * @throws IllegalArgumentException if {@code target} is no URL
     */
    public List<Finding> stream(ProbeTarget target) throws InterruptedException {
        if (target instanceof Datagrams datagrams) {
            return new GroupChecks(files, new InterfaceChecks(files)).run(datagrams);
        }
        if (target instanceof Connection connection) {
            return caller.call(connection.uri());
        }
        throw new IllegalArgumentException(
                "stream: a file (expected: http://host:port/NAME, https://…, tcp://host:port, udp://@GROUP:PORT or rtp://…)");
    }
}
