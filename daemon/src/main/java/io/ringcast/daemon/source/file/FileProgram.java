package io.ringcast.daemon.source.file;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.Item;
import io.ringcast.daemon.source.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** What a path stands for, found anew for each pass, in order or shuffled. Immutable but for its random. */
final class FileProgram implements Program {

    private final FileReading reading;
    private final FileListing listing;
    private final Function<String, InputOpener> network;
    private final boolean shuffle;
    private final Random random;

    /**
     * @param network opens an http or https URL
     * @param random used on the executor only
     */
    FileProgram(FileReading reading, Path path, Function<String, InputOpener> network, boolean shuffle, Random random) {
        this.reading = reading;
        this.listing = new FileListing(path);
        this.network = network;
        this.shuffle = shuffle;
        this.random = random;
    }

    @Override
    public void pass(EventLoop loop, Taker taker) {
        try {
            reading.executor().execute(() -> {
                Runnable answer = answer(taker);
                try {
                    loop.execute(answer);
                } catch (RejectedExecutionException stopping) {
                    // Nobody waits for it any more.
                }
            });
        } catch (RejectedExecutionException stopping) {
            // The daemon ends: there will be no next pass.
        }
    }

    private Runnable answer(Taker taker) {
        try {
            List<Item> items = new ArrayList<>();
            for (ListedItem listed : listing.list()) {
                items.add(new Item(opener(listed), listed.title()));
            }
            if (shuffle) {
                Collections.shuffle(items, random);
            }
            return () -> taker.onItems(items);
        } catch (FileListing.Empty e) {
            return () -> taker.onFailed(e.failure());
        }
    }

    private InputOpener opener(ListedItem listed) {
        return listed instanceof ListedItem.OfDisk file
                ? new OfFile(reading, file.path())
                : network.apply(((ListedItem.OfNetwork) listed).url());
    }

    private record OfFile(FileReading reading, Path path) implements InputOpener {

        @Override
        public String url() {
            return path.toString();
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new FileInput(loop, reading, path, sink);
        }
    }
}
