package io.ringcast.daemon.app;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The log as the process sees it; how it looks is said in {@code logback.xml}. */
public final class Logging {

    /** The name of the appender in {@code logback.xml}. */
    private static final String APPENDER = "lines";

    private Logging() {}

    /** Lines that were dropped because the log could not keep up. */
    public static long droppedLines() {
        return LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root
                        && root.getAppender(APPENDER) instanceof DroppingAppender appender
                ? appender.dropped()
                : 0;
    }

    /** Writes what is queued, at most for the time that {@code logback.xml} gives, and ends the log: the last thing that a process does. */
    public static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
