package io.ringcast.daemon.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** A page with one player, in a profile of its own, as somebody has it open who watches. Belongs to the thread of the test. */
final class BrowserViewer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final double LOOK_MILLIS = 200;

    /** What a page may play with; the names are those of {@code player.js}. */
    enum Player {
        /** hls.js. */
        HLS,
        /** mpegts.js. */
        MPEGTS,
        /** The browser alone. */
        VIDEO,
        /** The browser alone, sound only. */
        AUDIO
    }

    /**
     * What a viewer notices.
     *
     * @param time where the player is, in seconds
     * @param buffered how much lies before it, in seconds
     * @param ranges what is buffered; more than one means that there are holes
     * @param pictures decoded so far
     * @param dropped of them, because they came too late to be shown
     * @param size of the picture, {@code 640x360}
     * @param soundBytes decoded so far
     * @param stalls how often it stood still after it had begun
     * @param seeks how often it jumped after it had begun
     * @param discontinuities played over, as hls.js counts them
     * @param restarts how often a player that gave up was followed by another one
     * @param latency behind the live edge, in seconds, as hls.js tells it
     * @param errors all that the player told of, those too that it got over by itself
     * @param fatal those that it did not get over
     */
    record Seen(
            double time,
            double buffered,
            List<String> ranges,
            long pictures,
            long dropped,
            String size,
            long soundBytes,
            int stalls,
            int seeks,
            int discontinuities,
            int restarts,
            double latency,
            List<String> errors,
            List<String> fatal) {

        private static Seen of(Map<?, ?> state) {
            return new Seen(
                    number(state, "time"),
                    number(state, "buffered"),
                    words(state, "ranges"),
                    (long) number(state, "pictures"),
                    (long) number(state, "dropped"),
                    String.valueOf(state.get("size")),
                    (long) number(state, "soundBytes"),
                    (int) number(state, "stalls"),
                    (int) number(state, "seeks"),
                    (int) number(state, "discontinuities"),
                    (int) number(state, "restarts"),
                    number(state, "latency"),
                    words(state, "errors"),
                    words(state, "fatal"));
        }

        private static double number(Map<?, ?> state, String name) {
            if (state.get(name) instanceof Number number) {
                return number.doubleValue();
            }
            throw new AssertionError(name + ": " + state.get(name) + " (expected: a number); state: " + state);
        }

        private static List<String> words(Map<?, ?> state, String name) {
            if (state.get(name) instanceof List<?> list) {
                return list.stream().map(String::valueOf).toList();
            }
            throw new AssertionError(name + ": " + state.get(name) + " (expected: a list); state: " + state);
        }
    }

    private final String name;
    private final BrowserContext context;
    private final Page page;
    private final List<Response> responses = new ArrayList<>();
    private final List<String> console = new ArrayList<>();

    private BrowserViewer(String name, BrowserContext context) {
        this.name = name;
        this.context = context;
        this.page = context.newPage();
        page.onResponse(response -> {
            // Players have scripts of their own under blob URLs.
            if (response.url().startsWith("http")) {
                responses.add(response);
            }
        });
        page.onConsoleMessage(message -> console.add(message.text()));
        page.onPageError(console::add);
    }

    /** Opens the page at {@code site} and lets it play {@code uri}, which is of another origin; a player that gives up is the end. */
    static BrowserViewer watching(Browser browser, URI site, Player player, URI uri) {
        return watching(browser, site, player, uri, false);
    }

    /** The same, but a player that gives up is followed by another one. */
    static BrowserViewer insisting(Browser browser, URI site, Player player, URI uri) {
        return watching(browser, site, player, uri, true);
    }

    private static BrowserViewer watching(Browser browser, URI site, Player player, URI uri, boolean again) {
        String kind = player.name().toLowerCase(Locale.ROOT);
        BrowserViewer viewer = new BrowserViewer(kind + " of " + uri.getPath(), browser.newContext());
        viewer.page.navigate(site.toString());
        viewer.page.evaluate("([kind, url, again]) => start(kind, url, again)", List.of(kind, uri.toString(), again));
        return viewer;
    }

    Seen seen() {
        return Seen.of((Map<?, ?>) page.evaluate("state()"));
    }

    /** Waits until {@code condition} holds of what is seen; a player that has given up is an error at once. */
    Seen awaitSeen(String what, Predicate<Seen> condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Seen seen = seen();
        while (!condition.test(seen)) {
            if (!seen.fatal().isEmpty() || System.nanoTime() - deadline > 0) {
                throw new AssertionError(
                        name + ": " + (seen.fatal().isEmpty() ? "not within " + LIMIT : "gave up before") + ": " + what
                                + "; " + seen + ", console: " + console);
            }
            // Events of the page come while this waits.
            page.waitForTimeout(LOOK_MILLIS);
            seen = seen();
        }
        return seen;
    }

    /** Waits until it has played so many seconds more than at {@code before}. */
    Seen awaitPlayed(Seen before, double seconds) {
        return awaitSeen(
                "played on for " + seconds + " s from " + before, seen -> seen.time() >= before.time() + seconds);
    }

    /** What was answered so far to requests whose path ends so. */
    List<Response> responses(String ending) {
        return responses.stream()
                .filter(response -> URI.create(response.url()).getPath().endsWith(ending))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        context.close();
    }
}
