package io.ringcast.daemon.transport;

/** The ways in which the event loops can speak to the kernel. */
public enum TransportKind {
    /** Linux, by submission and completion rings. Sends complete later: their bytes stay pinned until then. */
    IO_URING,
    /** Linux, by readiness. A send says at once how much the kernel took. */
    EPOLL,
    /** macOS and the BSDs, by readiness. */
    KQUEUE,
    /** The JDK's selector, everywhere. */
    NIO
}
