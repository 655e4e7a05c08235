package io.ringcast.daemon.http;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to an upload.
 *
 * @param uri where it came from after redirects, without credentials
 * @param status the status code
 * @param text what it says for people in one line, at most 200 characters: the beginning of its body if that is text, else its reason phrase
 * @param location where a 307 or 308 that came behind the beginning of the body sends us, if that may be followed: the body has to be
 *     sent there from its first byte ({@link UploadRequest#at})
 * @param retryAfterSeconds what {@code Retry-After} says (RFC 9110, 10.2.3), if that is a number
 */
public record UploadAnswer(URI uri, int status, String text, Optional<URI> location, OptionalLong retryAfterSeconds) {

    /** Whether the server has taken the body. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
