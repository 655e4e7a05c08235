package io.ringcast.daemon.source.ytdl;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.Item;
import io.ringcast.daemon.source.Program;
import io.ringcast.daemon.source.SequenceInput;
import io.ringcast.protocol.playlist.Playlist;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One run of a page: asks what it is, then is that, one thing ({@link MediaInput}) or a list of pages one after the other. Belongs to the
 * source's event loop.
 */
final class PageInput implements Input {

    /** Asks what the page is. */
    @FunctionalInterface
    interface Asking {
        Resolver.Question ask(Resolver.Asker asker);
    }

    private final EventLoop loop;
    private final PageTools tools;
    private final Page page;
    private final Asking asking;
    private final Runnable soon;
    private final int depth;
    private final InputSink sink;

    private boolean reading = true;
    private Resolver.@Nullable Question question;
    private @Nullable Lookahead lookahead;
    private @Nullable Input behind;

    /**
     * @param asking asks what {@code page} is
     * @param soon told once, when it may be time to look for what comes behind it
     * @param depth how many lists named it, from 0
     */
    PageInput(EventLoop loop, PageTools tools, Page page, Asking asking, Runnable soon, int depth, InputSink sink) {
        this.loop = loop;
        this.tools = tools;
        this.page = page;
        this.asking = asking;
        this.soon = soon;
        this.depth = depth;
        this.sink = sink;
    }

    /** A page that is asked about when its run begins. */
    static PageInput of(EventLoop loop, PageTools tools, Page page, InputSink sink) {
        return new PageInput(loop, tools, page, asker -> tools.resolver().ask(loop, page, asker), () -> {}, 0, sink);
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        if (behind != null) {
            behind.start();
        } else if (question == null) {
            question = asking.ask(new Asker());
        }
    }

    @Override
    public void autoRead(boolean on) {
        reading = on;
        if (behind != null) {
            behind.autoRead(on);
        }
    }

    @Override
    public void interrupt() {
        cancelQuestion();
        if (behind != null) {
            behind.interrupt();
        }
    }

    @Override
    public boolean canResume() {
        return behind != null && behind.canResume();
    }

    @Override
    public OptionalLong remaining() {
        return behind == null ? OptionalLong.empty() : behind.remaining();
    }

    @Override
    public Optional<URI> location() {
        return behind == null ? Optional.empty() : behind.location();
    }

    @Override
    public boolean skip(InputFailure why) {
        return behind != null && behind.skip(why);
    }

    @Override
    public void stop() {
        cancelQuestion();
        if (lookahead != null) {
            lookahead.cancel();
        }
        if (behind != null) {
            behind.stop();
        }
    }

    private void cancelQuestion() {
        if (question != null) {
            question.cancel();
            question = null;
        }
    }

    private void play(Input found) {
        behind = found;
        found.autoRead(reading);
        found.start();
    }

    private SequenceInput listed(Found.Listing listing) {
        Lookahead ahead = new Lookahead(loop, tools.resolver(), listing.entries());
        lookahead = ahead;
        List<Item> items = new ArrayList<>();
        for (Found.Entry entry : listing.entries()) {
            items.add(new Item(new Listed(entry, items.size(), ahead), Optional.empty()));
        }
        return new SequenceInput(loop, tools.ticker(), Program.of(items), false, sink);
    }

    private final class Asker implements Resolver.Asker {

        @Override
        public void onFound(Found found) {
            question = null;
            if (found instanceof Found.Media media) {
                play(new MediaInput(loop, tools, page, media, soon, sink));
            } else if (depth >= Playlist.MAX_DEPTH) {
                sink.onLost(InputFailure.lasting(
                        Reason.PLAYLIST,
                        "lists nested deeper than " + Playlist.MAX_DEPTH
                                + " (expected: fewer, and none that names itself)"));
            } else if (found instanceof Found.Listing listing) {
                play(listed(listing));
            }
        }

        @Override
        public void onFailed(InputFailure failure) {
            question = null;
            sink.onLost(failure);
        }
    }

    /** One thing of the list; belongs to the loop of its run. */
    private final class Listed implements InputOpener {

        private final Found.Entry entry;
        private final int index;
        private final Lookahead ahead;

        Listed(Found.Entry entry, int index, Lookahead ahead) {
            this.entry = entry;
            this.index = index;
            this.ahead = ahead;
        }

        @Override
        public String url() {
            return "ytdl:" + PageUrl.masked(entry.page().url())
                    + (entry.page().item().isPresent()
                            ? " item " + entry.page().item().getAsInt()
                            : "");
        }

        @Override
        public Input open(EventLoop same, InputSink told) {
            return new PageInput(
                    same,
                    tools,
                    entry.page(),
                    asker -> ahead.take(index, asker),
                    () -> ahead.prepare(index + 1),
                    depth + 1,
                    told);
        }
    }
}
