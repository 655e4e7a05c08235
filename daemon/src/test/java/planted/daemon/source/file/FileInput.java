package planted.daemon.source.file;

import planted.daemon.source.Input;

public record FileInput(String path) implements Input {}
