package io.ringcast.daemon.source.ytdl;

import java.util.OptionalInt;

/**
 * What yt-dlp is asked about: a page, or one thing of the list that a page is.
 *
 * @param url of http or https
 * @param item number in the list, from 1
 */
record Page(String url, OptionalInt item) {

    /** Things of one list that are played at most. */
    static final int MAX_ITEMS = 1000;

    /** A whole page. */
    static Page of(String url) {
        return new Page(url, OptionalInt.empty());
    }

    /** Thing {@code number} of the list that this is. */
    Page item(int number) {
        return new Page(url, OptionalInt.of(number));
    }
}
