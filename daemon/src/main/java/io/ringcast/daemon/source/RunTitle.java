package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.container.Id3Reader;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one run is called when nobody says so: by the ID3 tag in front of it, or else as its input names it (a file by its name). Who says so
 * (ICY, a playlist, a publisher) is always believed. Belongs to the source's event loop.
 */
final class RunTitle {

    private final Optional<String> name;
    private final Consumer<String> out;
    private final Id3Reader tag = new Id3Reader();
    private boolean told;

    /** @param name what its input calls it */
    RunTitle(Optional<String> name, Consumer<String> out) {
        this.name = name;
        this.out = out;
    }

    /** Somebody says what plays. */
    void onTitle(String title) {
        told = true;
        out.accept(title);
    }

    /** Looks at bytes of the run (borrowed; their indices stay) before they go on, the first ones first. */
    void look(ByteBuf bytes) {
        if (!told) {
            tag.look(bytes);
        }
    }

    /** The bytes that were looked at have gone on. */
    void settle() {
        if (!told && tag.isDone()) {
            told = true;
            tag.title().or(() -> name).ifPresent(out);
        }
    }
}
