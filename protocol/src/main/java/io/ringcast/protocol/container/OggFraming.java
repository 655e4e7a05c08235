package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pages of an Ogg stream: RFC 3533. The preamble is the header pages of all logical streams, as they came.
 *
 * <p>A decoder can join at a page with which a packet begins: of the first video stream at a keyframe, without video of the first stream.
 * Pages that come later have the numbers that they have, so a late listener sees a jump behind the headers, as after a loss. When another
 * stream is chained behind the end of all, its headers are a new preamble and the clock goes on.
 */
final class OggFraming implements Framing {

    /** Logical streams that are told apart; further ones are handed on all the same. */
    private static final int MAX_STREAMS = 64;

    private static final byte[] NO_PREAMBLE = {};

    private final Format format;
    private final OggPage page = new OggPage();
    private final Map<Integer, OggStream> streams = new HashMap<>();
    private final Preamble preamble = new Preamble();
    private final BeginningOnly beginningOnly = new BeginningOnly();

    private @Nullable OggStream main;
    private int mainSerial;
    private boolean inHeaders;
    private boolean knowsNextTicks;
    private long nextTicks;
    private long chainTicks;
    private long chainStart;
    private boolean chainStarted;
    private int needed = OggPage.HEADER_SIZE;

    OggFraming(Format format) {
        this.format = format;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public int decidedBy() {
        return needed;
    }

    @Override
    public long measure(ByteBuf bytes, int index, int readable, boolean last) {
        if (!OggPage.mayBegin(bytes, index, readable)) {
            return -garbage(bytes, index, readable);
        }
        int size = readable < OggPage.HEADER_SIZE ? 0 : OggPage.size(bytes, index, readable);
        needed = size > 0
                ? size
                : readable < OggPage.HEADER_SIZE
                        ? OggPage.HEADER_SIZE
                        : OggPage.HEADER_SIZE + bytes.getUnsignedByte(index + 26);
        if (size == 0 || readable < size) {
            return last ? -garbage(bytes, index, readable) : MORE;
        }
        return OggPage.isWhole(bytes, index, size) ? size : -garbage(bytes, index, readable);
    }

    @Override
    public int wanted(long length) {
        return (int) length;
    }

    @Override
    public boolean begin(ByteBuf bytes, int index, long length, UnitSink sink) {
        page.read(bytes, index);
        if (page.begins()) {
            onFirstPage(bytes, index, sink);
            return true;
        }
        OggStream stream = streams.get(page.serial());
        if (stream == null) {
            return true;
        }
        if (stream.isHeader(page)) {
            if (inHeaders) {
                preamble.add(bytes, index, page.size());
            }
            return true;
        }
        inHeaders = false;
        if (stream == main) {
            onData(stream, bytes, sink);
        }
        return true;
    }

    private void onFirstPage(ByteBuf bytes, int index, UnitSink sink) {
        if (!inHeaders) {
            // 4: the first pages of all logical streams come before everything else; so another chain begins
            inHeaders = true;
            streams.clear();
            preamble.clear();
            main = null;
            chainTicks = nextTicks;
            chainStarted = false;
            beginningOnly.begin();
            sink.onJoinPoint(NO_PREAMBLE);
        }
        if (streams.size() < MAX_STREAMS) {
            OggStream stream = new OggStream(bytes, page.payload(), page.firstPacket());
            stream.isHeader(page);
            streams.put(page.serial(), stream);
            OggStream before = main;
            if (stream.isMedia() && (before == null || (stream.isVideo() && !before.isVideo()))) {
                main = stream;
                mainSerial = page.serial();
            }
        }
        preamble.add(bytes, index, page.size());
    }

    private void onData(OggStream stream, ByteBuf bytes, UnitSink sink) {
        if (knowsNextTicks) {
            sink.onClock(nextTicks, false);
        }
        boolean ready = streams.values().stream().allMatch(OggStream::ready);
        if (preamble.overflowed()) {
            beginningOnly.tell(Preamble.TOO_LARGE, sink);
        } else if (ready && stream.canJoin(bytes, page)) {
            sink.onJoinPoint(preamble.bytes());
        }
        // A granule says where a page ends, so it is the time of the next one.
        long ticks = stream.ticks(page.granule());
        if (ticks >= 0) {
            if (!chainStarted) {
                chainStarted = true;
                chainStart = ticks;
            }
            nextTicks = chainTicks + ticks - chainStart;
            knowsNextTicks = true;
        }
    }

    /** How many bytes there are before one where a page may begin; at least one. */
    private static long garbage(ByteBuf bytes, int index, int readable) {
        int count = 1;
        while (count < readable && !OggPage.mayBegin(bytes, index + count, readable - count)) {
            count++;
        }
        return count;
    }

    @Override
    public String toString() {
        return "OggFraming[" + streams.size() + " streams, main " + mainSerial + "]";
    }
}
