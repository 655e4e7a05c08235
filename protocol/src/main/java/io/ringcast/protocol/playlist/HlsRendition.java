package io.ringcast.protocol.playlist;

import java.net.URI;
import java.util.Optional;

/**
 * An alternative to a part of a variant (RFC 8216, 4.3.4.1).
 *
 * @param type {@code AUDIO}, {@code VIDEO}, {@code SUBTITLES} or {@code CLOSED-CAPTIONS}
 * @param group which variants it belongs to
 * @param name for people
 * @param language by RFC 5646
 * @param uri its media playlist; absent when it lies in the variant's segments
 * @param isDefault whether it plays unless somebody chose another
 */
public record HlsRendition(
        String type, String group, String name, Optional<String> language, Optional<URI> uri, boolean isDefault) {

    /** The type of sound. */
    public static final String AUDIO = "AUDIO";
}
