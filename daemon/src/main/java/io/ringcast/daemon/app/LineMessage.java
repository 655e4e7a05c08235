package io.ringcast.daemon.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.ringcast.daemon.metrics.Quoted;

/**
 * The message of an event of the log, {@code key=value key="value"}, with the values put in so that none of them can pass for more than
 * one: titles, texts of origins and children, and user agents are written by strangers. The one place that does so, for all who log.
 *
 * <ul>
 *   <li>A value inside quotes loses its own quotes and what cannot be seen.
 *   <li>A value behind {@code =} without quotes gets them when it is not one word.
 *   <li>Any other text stands as it is.
 * </ul>
 */
final class LineMessage {

    /** Room for an error with its expectation and its remedy. */
    private static final int MAX_VALUE = 1000;

    private static final String PLACE = "{}";

    private LineMessage() {}

    /** Pure; calls {@code toString()} of the arguments. */
    static String of(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        return arguments == null ? event.getFormattedMessage() : of(event.getMessage(), arguments);
    }

    private static String of(String pattern, Object[] arguments) {
        StringBuilder out = new StringBuilder(pattern.length() + 64);
        boolean quoted = false;
        int at = 0;
        for (Object argument : arguments) {
            int place = pattern.indexOf(PLACE, at);
            if (place < 0) {
                break;
            }
            String between = pattern.substring(at, place);
            out.append(between);
            quoted ^= between.chars().filter(c -> c == '"').count() % 2 == 1;
            out.append(value(String.valueOf(argument), quoted, between.endsWith("=")));
            at = place + PLACE.length();
        }
        return out.append(pattern, at, pattern.length()).toString();
    }

    private static String value(String text, boolean quoted, boolean named) {
        if (quoted) {
            return Quoted.inside(text, MAX_VALUE);
        }
        return named && !Quoted.isWord(text) ? '"' + Quoted.inside(text, MAX_VALUE) + '"' : text;
    }
}
