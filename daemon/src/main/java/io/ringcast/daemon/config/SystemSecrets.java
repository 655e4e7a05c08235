package io.ringcast.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Secrets in files and in the credentials that systemd passes to a service (systemd.exec(5), {@code LoadCredential=}). */
public final class SystemSecrets implements SecretStore {

    private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";
    private static final Pattern NAME = Pattern.compile("(?!\\.\\.?$)[A-Za-z0-9._@:-]{1,255}");
    private static final int LONGEST = 64 * 1024;

    private final Map<String, String> environment;

    /** @param environment the variables of the process */
    public SystemSecrets(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public String file(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            String text = new String(bytes, StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("");
            if (line.isEmpty() || bytes.length > LONGEST) {
                throw new InvalidValueException(file.toString(), "a file with the secret in its first line");
            }
            return line;
        } catch (IOException e) {
            throw new InvalidValueException(
                    file.toString(),
                    "a file that this user can read; " + e.getClass().getSimpleName());
        }
    }

    @Override
    public String credential(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(name, "the name of a systemd credential");
        }
        String directory = environment.get(DIRECTORY);
        if (directory == null) {
            throw new InvalidValueException(
                    name,
                    "a credential, but $" + DIRECTORY + " is not set; add LoadCredential=" + name
                            + ":FILE to the unit");
        }
        return file(Path.of(directory, name));
    }
}
