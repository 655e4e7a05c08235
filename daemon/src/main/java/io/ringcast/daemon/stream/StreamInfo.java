package io.ringcast.daemon.stream;

import io.ringcast.protocol.container.Format;
import java.util.Optional;

/**
 * What is known of a stream's bytes now.
 *
 * @param format absent before the first byte
 * @param mediaType what HTTP calls them
 * @param title what plays, {@code ""} when nobody said
 */
public record StreamInfo(Optional<Format> format, String mediaType, String title) {

    static final StreamInfo NOTHING = new StreamInfo(Optional.empty(), Format.OPAQUE.mediaType(), "");

    StreamInfo titled(String newTitle) {
        return new StreamInfo(format, mediaType, newTitle);
    }
}
