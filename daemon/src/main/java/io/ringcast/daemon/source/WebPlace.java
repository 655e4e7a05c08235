package io.ringcast.daemon.source;

import io.ringcast.daemon.config.Header;
import java.net.URI;
import java.util.List;

/**
 * Where something of the web is for now, and what is sent along when it is asked for.
 *
 * @param uri of http or https; its query may be a key
 * @param headers may hold cookies
 */
public record WebPlace(URI uri, List<Header> headers) {

    public WebPlace {
        headers = List.copyOf(headers);
    }

    /** Never with its path and query. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getAuthority() + "/…";
    }
}
