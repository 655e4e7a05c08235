package io.ringcast.daemon.config;

import java.util.Locale;

/** What it costs to change a key while the daemon runs, cheapest first. */
public enum ChangeCost implements Word {
    /** Nobody notices. */
    NOTHING,
    /** The input connects again; listeners stay. */
    RECONNECT,
    /** The source gets a new ring: its listeners end. */
    NEW_RING,
    /** The daemon must be started again. */
    RESTART;

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
