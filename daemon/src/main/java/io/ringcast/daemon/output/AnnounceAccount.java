package io.ringcast.daemon.output;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What came of announcing sources in the LAN: the figures behind the metric. Thread-safe. */
public final class AnnounceAccount {

    /** How it is announced. */
    public enum Protocol {
        /** Sessions of groups. */
        SAP,
        /** Streams of the HTTP port. */
        MDNS;

        /** For labels. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What came of it. */
    public enum Result {
        /** The kernel took a packet. */
        SENT,
        /** A packet could not be sent, or a socket could not be had. */
        FAILED,
        /** Somebody else had the name, and another was taken. */
        RENAMED,
        /** More was asked in a second than is looked at. */
        FLOODED;

        /** For labels. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Protocol, Map<Result, LongAdder>> counts = new EnumMap<>(Protocol.class);

    public AnnounceAccount() {
        for (Protocol protocol : Protocol.values()) {
            Map<Result, LongAdder> results = new EnumMap<>(Result.class);
            for (Result result : Result.values()) {
                results.put(result, new LongAdder());
            }
            counts.put(protocol, results);
        }
    }

    /** One more. */
    public void count(Protocol protocol, Result result) {
        of(protocol, result).increment();
    }

    /** How many so far. */
    public long counted(Protocol protocol, Result result) {
        return of(protocol, result).sum();
    }

    private LongAdder of(Protocol protocol, Result result) {
        Map<Result, LongAdder> results = counts.get(protocol);
        LongAdder adder = results == null ? null : results.get(result);
        if (adder == null) {
            throw new IllegalStateException(protocol + " " + result + ": not counted (expected: every one)");
        }
        return adder;
    }
}
