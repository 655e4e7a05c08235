package io.ringcast.daemon.transport;

import io.netty.channel.unix.Errors;
import java.net.BindException;
import java.util.Locale;

/** A port could not be opened; the message names the address and the cause in one line. */
public final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // The text of an errno depends on the locale, its number on the system.
    private static final int EADDRINUSE_LINUX = 98;
    private static final int EADDRINUSE_BSD = 48;

    private final transient ListenAddress address;
    private final boolean inUse;

    BindFailedException(ListenAddress address, Throwable cause) {
        super("cannot listen on " + address + ": " + sentence(cause), cause);
        this.address = address;
        this.inUse = inUse(cause);
    }

    /** Where it was tried. */
    public ListenAddress address() {
        return address;
    }

    /** Whether another socket has it, so that another port may do. */
    public boolean inUse() {
        return inUse;
    }

    private static boolean inUse(Throwable cause) {
        if (cause instanceof Errors.NativeIoException nativeError) {
            int errno = Math.abs(nativeError.expectedErr());
            return errno == EADDRINUSE_LINUX || errno == EADDRINUSE_BSD;
        }
        String message = cause.getMessage();
        return cause instanceof BindException
                && message != null
                && message.toLowerCase(Locale.ROOT).contains("in use");
    }

    private static String sentence(Throwable cause) {
        if (inUse(cause)) {
            return "address already in use (expected: a free port)";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
