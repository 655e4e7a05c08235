package io.ringcast.daemon.source.ytdl;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.WebOpener;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** {@code ytdl:}: pages whose media yt-dlp finds. Immutable. */
public final class YtdlKind implements InputKind {

    /**
     * One stream with picture and sound, or with what there is; by HLS where there is a choice, because its listeners can join at any time and
     * those of a plain MP4 at its beginning only.
     */
    static final String USUAL_FORMAT = "best[protocol^=m3u8]/best";

    /** Which format. */
    public static final Option<String> FORMAT = Option.text(
            "format",
            USUAL_FORMAT,
            "Which format is taken, in yt-dlp's words (bestaudio, best[height<=720]); one stream, not two that must be joined.");

    /** Further words. */
    public static final Option<List<String>> YTDL_OPTIONS = Option.texts(
            "ytdl-options", "Further options for yt-dlp, such as [\"--cookies\", \"/etc/ringcast/cookies.txt\"].");

    private static final UrlKind KIND = UrlKind.input("ytdl", "ytdl")
            .says(
                    "ytdl:PAGE",
                    "What yt-dlp (which must be installed) finds behind a page, http or HLS, or a list of such; asked for again"
                            + " before its place expires. The query is the page's own; ytdl:?format=FORMAT&url=PAGE chooses a"
                            + " format.")
            .allows(UrlKind.Part.PATH)
            .options(FORMAT, YTDL_OPTIONS)
            .check(YtdlKind::problem)
            .canWait()
            .build();

    private final Children children;
    private final Executor executor;
    private final Ticker ticker;
    private final InstantSource clock;
    private final WebOpener web;

    /**
     * @param executor reads JSON that may be long
     * @param ticker what lists measure durations by
     * @param clock by which places expire
     * @param web plays what yt-dlp finds
     */
    public YtdlKind(Children children, Executor executor, Ticker ticker, InstantSource clock, WebOpener web) {
        this.children = children;
        this.executor = executor;
        this.ticker = ticker;
        this.clock = clock;
        this.web = web;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        PageUrl url = PageUrl.of(config.url());
        Resolver resolver = new Resolver(
                children,
                executor,
                clock,
                "source=" + source,
                url.format().orElse(config.get(FORMAT)),
                config.get(YTDL_OPTIONS),
                Map.of(),
                Resolver.USUAL_LIMIT);
        return new Opener(
                "ytdl:" + PageUrl.masked(url.page()),
                new PageTools(resolver, web, ticker, new SegmentTally()),
                Page.of(url.page()));
    }

    private static Optional<String> problem(Url url, Settings settings) {
        try {
            PageUrl parsed = PageUrl.of(url);
            return parsed.format().isPresent() && settings.isGiven(FORMAT)
                    ? Optional.of("format: given in the URL and as a key (expected: one of them; remove the other)")
                    : Optional.empty();
        } catch (InvalidValueException e) {
            return Optional.of("url: " + e.getMessage());
        }
    }

    private record Opener(String url, PageTools tools, Page page) implements InputOpener {

        @Override
        public Optional<SegmentTally> segments() {
            return Optional.of(tools.tally()).filter(SegmentTally::isUsed);
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return PageInput.of(loop, tools, page, sink);
        }
    }
}
