package io.ringcast.daemon.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * What reading a value may need beside the value.
 *
 * @param key the key whose value is read, for messages
 * @param file name of the file that is read, as shown to people
 * @param base the directory that relative paths start from
 * @param kinds the kinds of URLs there are
 * @param secrets where secrets lie
 * @param report takes problems and warnings
 */
record ReadContext(String key, String file, Path base, UrlKinds kinds, SecretStore secrets, Report report) {

    /** For values that come from code or arguments: no URLs, no secrets. */
    static ReadContext detached() {
        return detached(UrlKinds.of());
    }

    /** For values that come from code or arguments. */
    static ReadContext detached(UrlKinds kinds) {
        return new ReadContext("", "command line", Path.of(""), kinds, new SystemSecrets(Map.of()), new Report());
    }

    /** The same for the value of {@code inner}. */
    ReadContext within(String inner) {
        return new ReadContext(inner, file, base, kinds, secrets, report);
    }

    Origin at(TomlTable table, String key) {
        return origin(table.inputPositionOf(List.of(key)));
    }

    Origin at(TomlArray array, int index) {
        return origin(array.inputPositionOf(index));
    }

    Origin origin(@Nullable TomlPosition position) {
        return position == null ? new Origin.At(file, 0, 0) : new Origin.At(file, position.line(), position.column());
    }
}
