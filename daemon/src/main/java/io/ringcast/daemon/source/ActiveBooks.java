package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Ticker;
import io.ringcast.protocol.container.Format;
import org.jspecify.annotations.Nullable;

/** Notes what comes of the active input: how much, and of what quality. Belongs to the source's event loop. */
final class ActiveBooks implements Lane.Books {

    private final SourceJournal journal;
    private final TransportAnalysis analysis;
    private final Ticker ticker;

    private @Nullable Format last;

    ActiveBooks(SourceJournal journal, TransportAnalysis analysis, Ticker ticker) {
        this.journal = journal;
        this.analysis = analysis;
        this.ticker = ticker;
    }

    @Override
    public void onBytes(int input, int bytes) {
        journal.onBytes(input, bytes);
    }

    @Override
    public void onFormat(Format format, boolean byArrival) {
        Format before = last;
        last = format;
        if (before != null && !before.equals(format)) {
            journal.onFormatChanged(before, format);
        }
        if (format.equals(Format.MPEG_TS)) {
            analysis.begin(byArrival, ticker.nanoTime());
        } else {
            analysis.end();
        }
    }

    @Override
    public void onUnits(ByteBuf units) {
        analysis.onUnits(units, ticker.nanoTime());
    }

    @Override
    public void onGarbage(int input, int bytes) {
        analysis.onGarbage(bytes);
        journal.onGarbage(input, bytes);
    }

    @Override
    public void onHeldBack(boolean held) {
        journal.onHeldBack(held);
    }
}
