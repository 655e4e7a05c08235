package io.ringcast.daemon.source.file;

import java.nio.file.Path;
import java.util.Optional;

/** What a listing found, in the order in which it plays. */
sealed interface ListedItem {

    /** As the list says. */
    Optional<String> title();

    /** A file of this host. */
    record OfDisk(Path path, Optional<String> title) implements ListedItem {}

    /** A URL that a playlist of this host names. */
    record OfNetwork(String url, Optional<String> title) implements ListedItem {}
}
