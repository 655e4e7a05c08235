package io.ringcast.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in files and credentials. */
class SystemSecretsTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void readsTheFirstLineOfAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "open sesame\nsecond line\n");

        assertThat(new SystemSecrets(Map.of()).file(file)).isEqualTo("open sesame");
    }

    @Test
    void readsACredentialOfTheService() throws IOException {
        Files.writeString(directory.resolve("origin-password"), "sesame");
        SystemSecrets secrets = new SystemSecrets(Map.of("CREDENTIALS_DIRECTORY", directory.toString()));

        assertThat(secrets.credential("origin-password")).isEqualTo("sesame");
    }

    @Test
    void saysWhatToAddToTheUnitWhenThereAreNoCredentials() {
        assertThatThrownBy(() -> new SystemSecrets(Map.of()).credential("origin"))
                .hasMessageContaining("$CREDENTIALS_DIRECTORY is not set; add LoadCredential=origin:FILE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../passwd", "a/b", "a\u0000b"})
    void neverLeavesTheDirectoryOfCredentials(String name) {
        SystemSecrets secrets = new SystemSecrets(Map.of("CREDENTIALS_DIRECTORY", directory.toString()));

        assertThatThrownBy(() -> secrets.credential(name)).hasMessageContaining("the name of a systemd credential");
    }

    @Test
    void refusesFilesThatAreMissingOrEmptyOrHuge() throws IOException {
        SystemSecrets secrets = new SystemSecrets(Map.of());
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path huge = Files.writeString(directory.resolve("huge"), "x".repeat(100_000));

        assertThatThrownBy(() -> secrets.file(directory.resolve("missing"))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> secrets.file(directory)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> secrets.file(empty)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> secrets.file(huge)).hasMessageNotContaining("xxx");
    }

    @Test
    void showsNoSecret() {
        Secret secret = Secret.of("sesame");

        assertThat(secret).hasToString("***").isEqualTo(Secret.of("sesame")).isNotEqualTo(Secret.of("other"));
        assertThat(secret.toml()).isEqualTo("\"***\"");
        assertThat(secret.reveal()).isEqualTo("sesame");
    }
}
