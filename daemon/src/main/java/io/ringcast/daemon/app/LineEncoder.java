package io.ringcast.daemon.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Writes an event of the log as one line, and a stack trace as lines behind it: for people {@code HH:mm:ss.SSS LEVEL logger message}, for
 * the journal of systemd {@code <priority>logger message}. Control characters, which may come from strangers, are escaped: nobody ends a
 * line, adds a value ({@link LineMessage}) or colours a terminal from outside.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

    private static final byte[] NOTHING = {};
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private DateTimeFormatter time = formatter(ZoneId.systemDefault());
    private boolean journal;

    /** Set by the configuration of the log: {@code $JOURNAL_STREAM}. */
    public void setJournalStream(String journalStream) {
        journal = JournalStream.isReachedBy(journalStream, STANDARD_ERROR);
    }

    void setJournal(boolean journal) {
        this.journal = journal;
    }

    void setZone(ZoneId zone) {
        time = formatter(zone);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder out = new StringBuilder(160);
        begin(out, event);
        escape(out, LineMessage.of(event));
        out.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown).lines().forEach(line -> {
                priority(out, event.getLevel());
                out.append(isOfTrace(line, thrown) ? "" : "\t");
                escape(out, line);
                out.append('\n');
            });
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    private void begin(StringBuilder out, ILoggingEvent event) {
        if (journal) {
            priority(out, event.getLevel());
        } else {
            time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), out);
            out.append(' ').append(event.getLevel());
            out.append(event.getLevel().toString().length() < 5 ? "  " : " ");
        }
        String logger = event.getLoggerName();
        out.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
    }

    /** The prefix by which the journal knows the priority of a line (sd-daemon(3)); nothing for people. */
    private void priority(StringBuilder out, Level level) {
        if (journal) {
            int priority = level.isGreaterOrEqual(Level.ERROR)
                    ? 3
                    : level.isGreaterOrEqual(Level.WARN) ? 4 : level.isGreaterOrEqual(Level.INFO) ? 6 : 7;
            out.append('<').append(priority).append('>');
        }
    }

    /** Not so: further lines of a message, which might look like an event of their own. */
    private static boolean isOfTrace(String line, IThrowableProxy thrown) {
        return line.startsWith("\t") || line.startsWith("Caused by: ") || line.startsWith(thrown.getClassName());
    }

    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c != '\t' && Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }

    private static DateTimeFormatter formatter(ZoneId zone) {
        return DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
    }
}
