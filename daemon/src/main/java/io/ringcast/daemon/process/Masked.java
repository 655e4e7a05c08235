package io.ringcast.daemon.process;

import java.util.regex.Pattern;

/** What a child said, fit for the log: without passwords in URLs, without control characters, and not too long. */
final class Masked {

    /** Characters of a line that are kept. */
    static final int MOST = 500;

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@'\"]*(?:@[^/\\s@'\"]*)*@");
    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)([?&][^=&\\s]*(?:token|secret|pass|pwd|auth|sig|key|credential)[^=&\\s]*)=[^&\\s'\"]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private Masked() {}

    static String line(String said) {
        String shown = CONTROL.matcher(said).replaceAll(" ").strip();
        shown = USER_INFO.matcher(shown).replaceAll("***@");
        shown = PARAMETER.matcher(shown).replaceAll("$1=***");
        return shown.length() <= MOST ? shown : shown.substring(0, MOST) + "…";
    }
}
