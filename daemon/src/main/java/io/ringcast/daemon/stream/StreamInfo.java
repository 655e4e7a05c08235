package io.ringcast.daemon.stream;

import io.ringcast.protocol.container.Format;
import java.util.Optional;

/**
 * What is known of a stream's bytes now.
 *
 * @param format absent before the first byte
 * @param mediaType what HTTP calls them
 * @param title what plays, {@code ""} when nobody said
 * @param beginningOnly why a decoder can start nowhere but at the beginning, and what can be done; absent when that is not so
 */
public record StreamInfo(Optional<Format> format, String mediaType, String title, Optional<String> beginningOnly) {

    static final StreamInfo NOTHING = new StreamInfo(Optional.empty(), Format.OPAQUE.mediaType(), "", Optional.empty());

    StreamInfo titled(String newTitle) {
        return new StreamInfo(format, mediaType, newTitle, beginningOnly);
    }

    StreamInfo beginningOnly(String why) {
        return new StreamInfo(format, mediaType, title, Optional.of(why));
    }
}
