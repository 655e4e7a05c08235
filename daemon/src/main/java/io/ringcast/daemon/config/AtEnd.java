package io.ringcast.daemon.config;

import java.util.Locale;

/** What a source does when its active input has delivered its last byte, as opposed to having lost its connection. */
public enum AtEnd implements Word {
    /** The next input begins; behind the last one the source ends. */
    NEXT,
    /** The source ends, and its listeners after their last byte. */
    STOP,
    /** The same input begins again. */
    REPEAT,
    /** Listeners stay connected and the source waits. */
    HOLD;

    /**
     * Reads {@code next}, {@code stop}, {@code repeat} or {@code hold}.
     *
     * @throws InvalidValueException when {@code text} is none of them
     */
    public static AtEnd parse(String text) {
        return Word.parse(AtEnd.class, text);
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
