package io.ringcast.daemon.config;

import java.util.Locale;

/** What formats the inputs of a source may have. */
public enum FormatRule implements Word {
    /** Each its own: whoever listens when another takes over has to cope with it. */
    ANY,
    /** The one that listeners have already; an input of another counts as failing. */
    SAME;

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
