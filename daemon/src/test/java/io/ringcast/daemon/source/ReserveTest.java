package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.stream.Run;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReserveTest {

    private static final Run LIVE = new Run(Format.MPEG_TS, Optional.empty(), false);
    private static final Run ITEM = new Run(Format.MPEG_TS, Optional.empty(), true);
    private static final Run ITEM_OF_MANY = new Run(Format.MPEG_TS, Optional.empty(), false, true, false);
    private static final Run OPAQUE = new Run(Format.OPAQUE, Optional.empty(), false);

    private final ManualLoop time = new ManualLoop();
    private final RecordingWriter out = new RecordingWriter();
    private final Pacer pacer = new Pacer(time.loop(), time.ticker(), out, Duration.ZERO, PrefetchSpec.NONE);
    private final Reserve reserve = new Reserve(pacer);

    @AfterEach
    void freesEverything() {
        reserve.clear();
        pacer.clear();
        time.close();
        LeakPresenceDetector.check();
    }

    @Test
    void beginsAtTheNewestJoinPoint() {
        reserve.begin(LIVE, new Pace.Unpaced());
        joinPoint();
        units(1);
        joinPoint();
        reserve.onClock(90, false);
        units(2);
        units(3);
        assertThat(out.events()).isEmpty();

        reserve.open();

        assertThat(out.events()).containsExactly("begin mpegts live", "clock 90 at 0", "join at 0");
        assertThat(out.bytes()).containsExactly(2, 3);
        assertThat(out.flushedBytes()).isEqualTo(2);
        units(4);
        assertThat(out.bytes()).containsExactly(2, 3, 4);
    }

    @Test
    void keepsNothingOfALiveStreamThatAnyByteMayBegin() {
        reserve.begin(OPAQUE, new Pace.Unpaced());
        units(1);

        reserve.open();
        units(2);

        assertThat(out.bytes()).containsExactly(2);
    }

    @Test
    void keepsNoMoreThanFitsAndWaitsForTheNextJoinPointThen() {
        reserve.begin(LIVE, new Pace.Unpaced());
        joinPoint();
        for (int sent = 0; sent <= Reserve.MAX_BYTES; sent += 1 << 20) {
            give(new byte[1 << 20]);
        }
        units(1);
        joinPoint();
        units(2);

        reserve.open();

        assertThat(out.bytes()).containsExactly(2);
    }

    @Test
    void holdsAnItemBackInsteadOfLosingItsBeginning() {
        List<String> told = new ArrayList<>();
        reserve.begin(ITEM, new Pace.Unpaced());
        assertThat(reserve.hasRoom()).isTrue();
        give(new byte[Pacer.MAX_BYTES]);
        assertThat(reserve.hasRoom()).isFalse();
        reserve.whenRoom(() -> told.add("room"));
        reserve.title("news");

        reserve.open();
        time.run();

        assertThat(out.events()).containsExactly("begin mpegts finite", "title news");
        assertThat(out.size()).isEqualTo(Pacer.MAX_BYTES);
        assertThat(told).containsExactly("room");
    }

    @Test
    void endsAnItemThatWasOverBeforeItWasWanted() {
        List<String> told = new ArrayList<>();
        reserve.begin(ITEM, new Pace.Unpaced());
        units(1);
        reserve.finish(() -> told.add("drained"));
        assertThat(told).isEmpty();

        reserve.open();

        assertThat(out.bytes()).containsExactly(1);
        assertThat(told).containsExactly("drained");
    }

    @Test
    void keepsTheItemsOfAListInTheirOrder() {
        reserve.begin(ITEM, new Pace.Unpaced());
        units(1);
        reserve.begin(ITEM_OF_MANY, new Pace.Unpaced());
        joinPoint();
        units(2);

        reserve.open();

        assertThat(out.events()).containsExactly("begin mpegts finite", "begin mpegts live", "join at 1");
        assertThat(out.bytes()).containsExactly(1, 2);
    }

    @Test
    void forgetsTheItemsBehindWhichALiveStreamHasAJoinPoint() {
        reserve.begin(ITEM, new Pace.Unpaced());
        units(1);
        reserve.begin(LIVE, new Pace.Unpaced());
        joinPoint();
        units(2);

        reserve.open();

        assertThat(out.events()).containsExactly("begin mpegts live", "join at 0");
        assertThat(out.bytes()).containsExactly(2);
    }

    private void joinPoint() {
        reserve.onJoinPoint(new byte[] {'p'});
    }

    private void units(int value) {
        give(new byte[] {(byte) value});
    }

    private void give(byte[] bytes) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer().writeBytes(bytes);
        reserve.onUnits(buffer);
        buffer.release();
    }
}
