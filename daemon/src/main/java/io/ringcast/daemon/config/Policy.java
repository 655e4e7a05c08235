package io.ringcast.daemon.config;

import java.util.Locale;

/** What happens to a listener that fell behind the tail of the ring. */
public enum Policy implements Word {
    /** {@link #SKIP} where the format has join points, {@link #DROP} for opaque bytes. */
    AUTO,
    /** It continues at a join point near the head. */
    SKIP,
    /** It is ended. */
    DROP,
    /** It never falls behind: the input is held back until it has read. */
    WAIT;

    /**
     * Reads {@code auto}, {@code skip}, {@code drop} or {@code wait}.
     *
     * @throws InvalidValueException when {@code text} is none of them
     */
    public static Policy parse(String text) {
        return Word.parse(Policy.class, text);
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
