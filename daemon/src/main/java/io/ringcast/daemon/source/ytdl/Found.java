package io.ringcast.daemon.source.ytdl;

import io.ringcast.daemon.source.WebPlace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What yt-dlp found behind a page. */
sealed interface Found {

    /**
     * One stream.
     *
     * @param place where it is for now
     * @param title what it is called
     * @param found when it was found
     * @param expires when its place stops being good, where it says so
     */
    record Media(WebPlace place, Optional<String> title, Instant found, Optional<Instant> expires) implements Found {

        boolean isExpired(Instant now) {
            return expires.isPresent() && !now.isBefore(expires.get());
        }
    }

    /** A list: its entries in order, at least one. */
    record Listing(List<Entry> entries) implements Found {

        public Listing {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One thing of a list.
     *
     * @param page to ask about it
     */
    record Entry(Page page, Optional<String> title) {}
}
