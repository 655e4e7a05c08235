package io.ringcast.daemon.http;

import io.netty.channel.Channel;
import java.net.URI;

/**
 * What happens to an upload, on its event loop: any number of {@code onRedirected}, at most one {@code onReady}, then exactly one of {@code
 * onAnswered} and {@code onFailed}, which may also come before it.
 */
public interface UploadHandler {

    /** The server sent us elsewhere before a byte of the body; {@code to} is absolute, without credentials. */
    void onRedirected(URI to);

    /**
     * The server wants the body, or has not said within a second that it does not (RFC 9110, 10.1.1). What is written to {@code
     * channel} goes out as it is: framing
     * it as the request says is the caller's..
     */
    void onReady(Channel channel);

    /** It has answered, with success or not, whether or not it has read the body; the connection is closed. */
    void onAnswered(UploadAnswer answer);

    /** There is no answer; the connection is closed. */
    void onFailed(DownloadFailure failure);

    /** The name of the handler that reads responses: who wants to see what becomes of the channel first adds a handler before it. */
    String RESPONSE = "response";
}
