package io.ringcast.client.doctor;

import java.net.URI;

/** A URL as it may be shown: without a name and a password. */
final class Shown {

    private Shown() {}

    static String of(URI uri) {
        String user = uri.getRawUserInfo();
        return user == null ? uri.toString() : uri.toString().replace(user + "@", "");
    }
}
