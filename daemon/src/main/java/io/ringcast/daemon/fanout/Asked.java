package io.ringcast.daemon.fanout;

/**
 * What a listener asked for, as an access log shows it. Long texts are cut: many records are kept.
 *
 * @param line method, path and protocol; {@code ""} for an output that is its own listener, which nobody asked for
 * @param referer from where, {@code ""} when it did not say
 * @param status of the answer
 */
public record Asked(String line, String referer, int status) {

    /** Nobody asked. */
    public static final Asked NOTHING = new Asked("", "", 0);

    private static final int LONGEST_LINE = 400;
    private static final int LONGEST_REFERER = 200;

    public Asked {
        line = cut(line, LONGEST_LINE);
        referer = cut(referer, LONGEST_REFERER);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
