package io.ringcast.daemon.source.fetch;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.ForwardingSink;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.stream.Fetch.Opening;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Opens what another opener does, and says what it turns out to be. An item with an end is taken as bytes and nothing else, whatever its
 * format: who downloads a file wants that file. What a playlist names and live streams go on as they are, in their formats.
 *
 * @param told hears what is there, on the source's event loop, before its first byte; again when a list says more
 */
record ItemOpener(InputOpener opener, Told told) implements InputOpener {

    /** Takes what is there. */
    @FunctionalInterface
    interface Told {
        void onFound(Opening what);
    }

    @Override
    public String url() {
        return opener.url();
    }

    @Override
    public Optional<SegmentTally> segments() {
        return opener.segments();
    }

    @Override
    public Input open(EventLoop loop, InputSink sink) {
        Item item = new Item(sink);
        Input input = opener.open(loop, item);
        item.input = input;
        return input;
    }

    private final class Item extends ForwardingSink {

        /** Made with this sink, and so known a moment later. */
        private @Nullable Input input;

        Item(InputSink sink) {
            super(sink);
        }

        @Override
        public void onConnected(InputRun run) {
            if (!run.finite()) {
                told.onFound(new Opening.Live());
                super.onConnected(run);
                return;
            }
            OptionalLong length = input == null ? OptionalLong.empty() : input.remaining();
            Optional<URI> location = input == null ? Optional.empty() : input.location();
            told.onFound(new Opening.Item(length, run.fileName().or(() -> location.flatMap(Item::lastSegment))));
            super.onConnected(run.opaque());
        }

        /** It was a list, of whose items nobody knows how long they are together. */
        @Override
        public void onItem(InputRun run) {
            told.onFound(run.finite() ? new Opening.Item(OptionalLong.empty(), Optional.empty()) : new Opening.Live());
            super.onItem(run);
        }

        private static Optional<String> lastSegment(URI location) {
            String path = Optional.ofNullable(location.getPath()).orElse("");
            return Optional.of(path.substring(path.lastIndexOf('/') + 1)).filter(name -> !name.isBlank());
        }
    }
}
