package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.container.Id3Reader;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one run is called when nobody says so: by the ID3 tag in front of it, or else by its file name. Who says so
 * (ICY, a playlist, a publisher) is always believed. Belongs to the source's event loop.
 */
final class RunTitle {

    private final Optional<String> fileName;
    private final Consumer<String> out;
    private final Id3Reader tag = new Id3Reader();
    private boolean told;

    /** @param fileName its name as a file, where it has one */
    RunTitle(Optional<String> fileName, Consumer<String> out) {
        this.fileName = fileName;
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
            tag.title().or(() -> fileName.flatMap(RunTitle::bare)).ifPresent(out);
        }
    }

    /** Without its extension. */
    private static Optional<String> bare(String name) {
        int dot = name.lastIndexOf('.');
        String title = (dot > 0 ? name.substring(0, dot) : name)
                .replaceAll("\\p{Cntrl}", " ")
                .strip();
        return title.isEmpty() ? Optional.empty() : Optional.of(title);
    }
}
