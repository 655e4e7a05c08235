package io.ringcast.daemon.config;

import java.util.Locale;

/** Which of the system's interfaces moves the bytes. */
public enum TransportChoice implements Word {
    /** The first that works on this machine, in the order of the transport. */
    AUTO,
    /** Linux io_uring. */
    IO_URING,
    /** Linux epoll. */
    EPOLL,
    /** BSD and macOS kqueue. */
    KQUEUE,
    /** What the JDK offers everywhere. */
    NIO;

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
