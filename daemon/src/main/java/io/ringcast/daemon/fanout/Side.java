package io.ringcast.daemon.fanout;

/** Whose fault it was that a listener was behind: the closed list of the end record, the metrics and the log. */
public enum Side {
    /** The peer's program: it stopped reading, or reads slower than the source delivers. */
    PEER("peer"),
    /** What lies between: it delivers less than the source needs, or nothing any more. */
    PATH("path"),
    /** The daemon's host: it handed bytes over too late. */
    HOST("host");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    /** The word for people and labels. */
    public String word() {
        return word;
    }
}
