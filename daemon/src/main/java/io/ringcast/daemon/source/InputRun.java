package io.ringcast.daemon.source;

import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.live.Provenance;
import java.util.Optional;

/**
 * What an input says of the bytes that it is about to deliver.
 *
 * @param format what they are made of, when the input knows; it then delivers whole units of it from the first byte on
 * @param mediaType what the origin calls them, absent when it does not say or says nothing useful
 * @param finite whether they are an item with an end and not a live stream
 * @param faster whether they come faster than they are to be played, so that {@code pace = "auto"} releases them by their own clock
 * @param repeats whether they may begin with what the run before ended with: those of an origin that sends its last seconds to whoever
 *     connects, and not those that somebody sends or plays on purpose
 * @param fileName the item's name as a file, where it has one: what it is called when nobody says better, and when it is saved
 * @param provenance which stream's bytes they are; with a place, they begin with its preamble
 */
public record InputRun(
        Optional<Format> format,
        Optional<String> mediaType,
        boolean finite,
        boolean faster,
        boolean repeats,
        Optional<String> fileName,
        Provenance provenance) {

    /** From nowhere in particular. */
    public InputRun(
            Optional<Format> format, Optional<String> mediaType, boolean finite, boolean faster, boolean repeats) {
        this(format, mediaType, finite, faster, repeats, Optional.empty(), Provenance.UNKNOWN);
    }

    /** Of an origin: a live stream that it paces may repeat itself. */
    public InputRun(Optional<Format> format, Optional<String> mediaType, boolean finite, boolean faster) {
        this(format, mediaType, finite, faster, !finite && !faster);
    }

    /** A live stream that its origin paces. */
    public static InputRun live(Optional<String> mediaType) {
        return new InputRun(Optional.empty(), mediaType, false, false);
    }

    /** The same from a stream of which more is known. */
    public InputRun from(Provenance other) {
        return new InputRun(format, mediaType, finite, faster, repeats, fileName, other);
    }

    /** The same of an item that has a name. */
    public InputRun named(Optional<String> name) {
        return new InputRun(format, mediaType, finite, faster, repeats, name, provenance);
    }

    /** The same of bytes that are nothing but bytes, whatever they look like. */
    public InputRun opaque() {
        return new InputRun(
                Optional.of(Format.OPAQUE), mediaType, finite, faster, repeats, fileName, Provenance.UNKNOWN);
    }

    /** An item with an end, which comes as fast as it can. */
    public static InputRun item(Optional<String> mediaType) {
        return new InputRun(Optional.empty(), mediaType, true, true);
    }
}
