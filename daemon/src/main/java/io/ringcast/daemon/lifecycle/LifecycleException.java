package io.ringcast.daemon.lifecycle;

/** A part could not be started or stopped; what else went wrong because of it, or after it, is suppressed onto it. */
public final class LifecycleException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String part;

    LifecycleException(String part, String what, Throwable cause) {
        super(part + ": " + what, cause);
        this.part = part;
    }

    LifecycleException(String part, String what) {
        super(part + ": " + what);
        this.part = part;
    }

    /** The name of the part. */
    public String part() {
        return part;
    }
}
