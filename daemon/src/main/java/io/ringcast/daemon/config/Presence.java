package io.ringcast.daemon.config;

import java.util.Locale;

/** What an input may be required to have. */
public enum Presence implements Word {
    /** Moving pictures. */
    PICTURE,
    /** Sound. */
    SOUND;

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
