package io.ringcast.daemon.stream;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** All streams of the daemon by name. Thread-safe. */
public final class StreamDirectory {

    private final ConcurrentSkipListMap<String, Stream> streams = new ConcurrentSkipListMap<>();

    /** Adds a stream; its name must be new. */
    public void add(Stream stream) {
        if (streams.putIfAbsent(stream.name(), stream) != null) {
            throw new IllegalArgumentException("stream name: " + stream.name() + " (expected: one that is not taken)");
        }
    }

    /** Takes a stream out; those who have it keep it. */
    public void remove(Stream stream) {
        streams.remove(stream.name(), stream);
    }

    /** The stream of that name. */
    public Optional<Stream> find(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** All of them, by name. */
    public Collection<Stream> all() {
        return Collections.unmodifiableCollection(streams.values());
    }
}
