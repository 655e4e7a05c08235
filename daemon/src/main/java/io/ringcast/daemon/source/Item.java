package io.ringcast.daemon.source;

import java.util.Optional;

/**
 * One thing of a list that is played one after the other.
 *
 * @param opener how it is opened
 * @param title what it is called while it plays, where the list says so
 */
public record Item(InputOpener opener, Optional<String> title) {}
