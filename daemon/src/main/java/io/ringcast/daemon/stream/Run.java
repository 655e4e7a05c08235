package io.ringcast.daemon.stream;

import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.live.Provenance;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of the bytes that one connection of one input is about to deliver.
 *
 * @param format what the bytes are made of
 * @param mediaType what the origin calls them, absent when it does not say or says nothing useful
 * @param finite whether they are all that comes: an item with an end (a file, a download of known length) and not a live stream
 * @param item whether they begin at the beginning of something that has an end, which others may follow for ever
 * @param repeats whether it may begin with what the one before ended with: a live stream whose origin sends its last seconds to whoever
 *     connects, and not what somebody plays on purpose
 * @param length bytes of the item, absent when nobody knows
 * @param provenance which stream's bytes they are; with a place, the first unit begins with the byte at its offset
 */
public record Run(
        Format format,
        Optional<String> mediaType,
        boolean finite,
        boolean item,
        boolean repeats,
        OptionalLong length,
        Provenance provenance) {

    /** One from nowhere in particular, of which nobody knows how long it is. */
    public Run(Format format, Optional<String> mediaType, boolean finite, boolean item, boolean repeats) {
        this(format, mediaType, finite, item, repeats, OptionalLong.empty());
    }

    /** One from nowhere in particular. */
    public Run(
            Format format,
            Optional<String> mediaType,
            boolean finite,
            boolean item,
            boolean repeats,
            OptionalLong length) {
        this(format, mediaType, finite, item, repeats, length, Provenance.UNKNOWN);
    }

    /** One that nothing follows. */
    public Run(Format format, Optional<String> mediaType, boolean finite) {
        this(format, mediaType, finite, finite, !finite);
    }

    /** The same of {@code other} bytes. */
    public Run from(Provenance other) {
        return new Run(format, mediaType, finite, item, repeats, length, other);
    }
}
