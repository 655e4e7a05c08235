package io.ringcast.daemon.config;

import java.nio.file.Path;

/** Where secrets that do not stand in the configuration are read. */
public interface SecretStore {

    /**
     * The first line of {@code file}.
     *
     * @throws InvalidValueException when there is none
     */
    String file(Path file);

    /**
     * The first line of the systemd credential {@code name}.
     *
     * @throws InvalidValueException when there is none
     */
    String credential(String name);
}
