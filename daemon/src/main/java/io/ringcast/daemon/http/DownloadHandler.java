package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import java.net.URI;

/**
 * What happens to a download, on its event loop: any number of {@code onRedirected}, one {@code onHead}, any number of {@code onBytes},
 * then exactly one of {@code onCompleted} and {@code onFailed} (which may also come at any moment before).
 */
public interface DownloadHandler {

    /** The origin sent us elsewhere; {@code to} is absolute, without credentials. */
    void onRedirected(URI to);

    /** A final response (any status that is not followed) began. For a status of 400 and above the body is given too, at most 64 KiB. */
    void onHead(ResponseHead head);

    /** Bytes of the body, transfer and content coding removed. Borrows {@code body}. */
    void onBytes(ByteBuf body);

    /**
     * The body is whole as far as HTTP can tell: its {@code Content-Length} or last chunk came, or, for a body until close, the origin
     * closed cleanly ({@link ResponseHead#length()} is then empty and {@link ResponseHead#untilClose()} true).
     */
    void onCompleted();

    /** It broke, or never began. */
    void onFailed(DownloadFailure failure);
}
