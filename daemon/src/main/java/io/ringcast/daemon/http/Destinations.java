package io.ringcast.daemon.http;

import java.net.InetAddress;

/**
 * Where a download may go: asked for the place that it begins with, for each that it is sent on to, and then for each address that such a
 * name has, right before it is connected to. Immutable; used from any thread, and never waits.
 */
public interface Destinations {

    /** Wherever it leads. */
    Destinations ANY = new Destinations() {
        @Override
        public boolean allows(String host, int port, int usualPort) {
            return true;
        }

        @Override
        public boolean allows(String host, InetAddress address) {
            return true;
        }
    };

    /**
     * Whether something may be asked there.
     *
     * @param host a name in lower case and ASCII, or an address without brackets
     * @param usualPort the port that the scheme of the URL has where it says none
     */
    boolean allows(String host, int port, int usualPort);

    /** Whether {@code address}, which is what {@code host} resolved to, may be connected to. */
    boolean allows(String host, InetAddress address);
}
