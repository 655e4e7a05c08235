package io.ringcast.daemon.output.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import io.ringcast.daemon.output.DatagramAccount.SendError;
import io.ringcast.protocol.rtp.RtpHeader;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smaller parts of datagram outputs. */
final class PartsTest {

    // ---- DueHeap

    private static final class At implements Paced {
        private long due;

        @Override
        public long due() {
            return due;
        }

        @Override
        public void run(long now, long horizon) {}

        @Override
        public void flushed(long now) {}
    }

    @Test
    void theHeapHasTheNextOneFirstHoweverTheyMoveComeAndGo() {
        Random random = new Random(4);
        DueHeap heap = new DueHeap();
        List<At> waiting = new ArrayList<>();
        List<DueHeap.Entry> entries = new ArrayList<>();

        for (int step = 0; step < 20_000; step++) {
            int what = random.nextInt(10);
            if (what == 0 || waiting.isEmpty()) {
                At at = new At();
                at.due = random.nextInt(1000);
                DueHeap.Entry entry = new DueHeap.Entry(at);
                waiting.add(at);
                entries.add(entry);
                heap.add(entry);
            } else if (what == 1) {
                int which = random.nextInt(waiting.size());
                heap.remove(entries.remove(which));
                waiting.remove(which);
            } else {
                int which = random.nextInt(waiting.size());
                waiting.get(which).due = random.nextInt(1000);
                heap.moved(entries.get(which));
            }

            long first = waiting.stream().mapToLong(At::due).min().orElse(Paced.NEVER);
            assertThat(heap.firstDue()).isEqualTo(first);
        }
    }

    // ---- RtpFraming

    @Test
    void rtpCountsOnAndMarksWhereTheClockJumps() {
        RtpFraming framing = new RtpFraming(65_535, 0xCAFE_F00DL);
        List<ByteBuf> headers = new ArrayList<>();

        long[][] moments = {{0, 27_000_000}, {27_000, 27_027_000}, {54_000, 900_000_000}, {81_000, 900_027_000}};
        for (long[] moment : moments) {
            ByteBuf header = Unpooled.buffer();
            framing.write(header, new Outlet.Moment(0, moment[0], moment[1]));
            headers.add(header);
        }

        assertThat(headers).allSatisfy(header -> {
            assertThat(header.readableBytes()).isEqualTo(RtpHeader.SIZE);
            assertThat(RtpHeader.payloadType(header)).isEqualTo(RtpHeader.MPEG_TS);
            assertThat(RtpHeader.ssrc(header)).isEqualTo(0xCAFE_F00DL);
        });
        assertThat(headers.stream().map(RtpHeader::sequence)).containsExactly(65_535, 0, 1, 2);
        assertThat(headers.stream().map(RtpHeader::marker)).containsExactly(true, false, true, false);
        assertThat(headers.stream().map(RtpHeader::timestamp))
                .containsExactly(90_000L, 90_090L, 3_000_000L, 3_000_090L);
    }

    // ---- SendErrors

    @ParameterizedTest
    @CsvSource({
        "1,FORBIDDEN",
        "13,FORBIDDEN",
        "19,NO_DEVICE",
        "90,TOO_LONG",
        "99,NO_DEVICE",
        "100,NETWORK_DOWN",
        "101,NETWORK_UNREACHABLE",
        "105,NO_BUFFERS",
        "111,REFUSED",
        "112,HOST_UNREACHABLE",
        "113,HOST_UNREACHABLE",
        "5,OTHER"
    })
    void knowsWhatTheKernelMeans(int errno, SendError expected) {
        // Its class asks the native library for the numbers of this system.
        assumeTrue(Epoll.isAvailable());

        assertThat(SendErrors.of(new NativeIoException("sendmmsg", -errno))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Network is unreachable,NETWORK_UNREACHABLE", "Network is down,NETWORK_DOWN",
                "No route to host,HOST_UNREACHABLE",
        "No buffer space available,NO_BUFFERS", "Operation not permitted,FORBIDDEN", "Message too long,TOO_LONG",
        "Broken,OTHER"
    })
    void knowsWhatTheJdkMeans(String message, SendError expected) {
        assertThat(SendErrors.of(new SocketException(message))).isEqualTo(expected);
    }

    // ---- Destination

    private final Deque<CompletableFuture<InetSocketAddress>> questions = new ArrayDeque<>();

    private CompletableFuture<InetSocketAddress> asked(String host, int port) {
        CompletableFuture<InetSocketAddress> question = new CompletableFuture<>();
        questions.add(question);
        return question;
    }

    @Test
    void aLiteralIsNotAskedFor() {
        Destination destination = new Destination("ff02::1234", 5004, this::asked, Runnable::run, () -> {});

        destination.ask();

        assertThat(questions).isEmpty();
        assertThat(destination.address()).isEqualTo(new InetSocketAddress("ff02::1234", 5004));
        assertThat(destination).hasToString("[ff02::1234]:5004");
    }

    @Test
    void aNameIsAskedForAgainEverMoreRarelyUntilItHasAnAddress() {
        Destination destination = new Destination("tv.test", 5004, this::asked, Runnable::run, () -> {});
        destination.ask();

        int asked = 0;
        for (int second = 0; second < 120; second++) {
            CompletableFuture<InetSocketAddress> question = questions.poll();
            if (question != null) {
                asked++;
                question.completeExceptionally(new UnknownHostException("tv.test"));
            }
            destination.look(false);
        }
        CompletableFuture<InetSocketAddress> last = questions.poll();
        while (last == null) {
            destination.look(false);
            last = questions.poll();
        }
        String trouble = destination.trouble();
        last.complete(new InetSocketAddress("192.0.2.7", 5004));

        assertThat(asked).isBetween(6, 12);
        assertThat(trouble).contains("tv.test").contains("expected");
        assertThat(destination.address()).isEqualTo(new InetSocketAddress("192.0.2.7", 5004));
    }

    @Test
    void aNameIsAskedForAgainWhenNothingGetsAwayAndKeepsItsAddressMeanwhile() {
        List<String> changes = new ArrayList<>();
        Destination destination =
                new Destination("tv.test", 5004, this::asked, Runnable::run, () -> changes.add("changed"));
        destination.ask();
        questions.remove().complete(new InetSocketAddress("192.0.2.7", 5004));
        destination.look(false);
        assertThat(questions).isEmpty();

        destination.look(true);
        destination.look(true);
        CompletableFuture<InetSocketAddress> again = questions.remove();
        InetSocketAddress meanwhile = destination.address();
        again.complete(new InetSocketAddress("192.0.2.8", 5004));

        assertThat(meanwhile).isEqualTo(new InetSocketAddress("192.0.2.7", 5004));
        assertThat(destination.address()).isEqualTo(new InetSocketAddress("192.0.2.8", 5004));
        assertThat(changes).hasSize(2);
    }

    // ---- SourceClock

    @Test
    void theClockGoesThroughItsAnchorInBothDirections() {
        SourceClock clock = new SourceClock(200_000_000L);

        clock.anchor(27_000_000, 1_000_000_000L);

        assertThat(clock.nanos(54_000_000)).isEqualTo(2_000_000_000L);
        assertThat(clock.ticks(2_000_000_000L)).isEqualTo(54_000_000);
    }
}
