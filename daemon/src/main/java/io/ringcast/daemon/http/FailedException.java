package io.ringcast.daemon.http;

/** A {@link DownloadFailure} on its way up: the peer's trouble, so without a stack trace. */
final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient DownloadFailure failure;

    FailedException(DownloadFailure.Kind kind, String detail) {
        super(detail, null, false, false);
        failure = new DownloadFailure(kind, detail);
    }

    DownloadFailure failure() {
        return failure;
    }
}
