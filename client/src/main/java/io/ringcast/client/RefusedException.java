package io.ringcast.client;

/** A daemon answered and did not do what was asked; the message is one line for people, with what could have been asked. */
public final class RefusedException extends UnavailableException {

    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The status of the answer: 401 without the right token, 404 for what is not there, 409 for what cannot be done now. */
    public int status() {
        return status;
    }
}
