package io.ringcast.daemon.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

final class LoggingTest {

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void writesInfoOfOursAndWarningsOfNettyToStandardErrorUpToTheLastLine() throws JoranException {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            LoggerContext context = shipped();
            context.getLogger("io.ringcast.Any").info("event=first");
            context.getLogger("io.ringcast.Any").debug("event=debug");
            context.getLogger("io.netty.Any").info("event=netty");
            context.getLogger("io.netty.Any").warn("event=trouble");
            context.getLogger("io.ringcast.Any").info("event=last");

            context.stop();
        } finally {
            System.setErr(before);
        }

        // Standard error is everybody's: a thread of an earlier test may still say something.
        assertThat(written.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("Any event=")))
                .map(line -> line.substring(line.indexOf("Any ")))
                .containsExactly("Any event=first", "Any event=trouble", "Any event=last");
    }

    @Test
    void isConfiguredWithoutComplaintToDropRatherThanWait() throws JoranException {
        LoggerContext context = shipped();

        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        assertThat(root.getLevel()).isEqualTo(Level.INFO);
        assertThat(root.iteratorForAppenders()).toIterable().singleElement().satisfies(appender -> {
            DroppingAppender lines = (DroppingAppender) appender;
            assertThat(lines.isNeverBlock()).isTrue();
            assertThat(lines.getDiscardingThreshold()).isLessThan(lines.getQueueSize());
        });
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .allSatisfy(status -> assertThat(status.getLevel()).isEqualTo(Status.INFO));
        context.stop();
    }

    @Test
    void hasDroppedNothingWhileNothingWasLogged() {
        assertThat(Logging.droppedLines()).isZero();
    }

    private static LoggerContext shipped() throws JoranException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LoggingTest.class.getResource("/logback.xml")));
        return context;
    }
}
