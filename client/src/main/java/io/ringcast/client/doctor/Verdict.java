package io.ringcast.client.doctor;

import java.util.Locale;

/** How a finding is judged. */
public enum Verdict {
    /** As it should be. */
    OK,
    /** Neither good nor bad, or nothing that can be seen from here. */
    INFO,
    /** Works, and will not under load or in an evil hour. */
    WARN,
    /** Does not work. */
    BAD;

    /** Its word: {@code ok}, {@code info}, {@code warn}, {@code bad}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
