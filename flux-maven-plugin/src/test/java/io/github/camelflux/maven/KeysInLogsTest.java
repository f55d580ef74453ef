package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys do what they are for and are never seen, not even by whoever debugs a build. */
class KeysInLogsTest extends ForkedBuild {
    @Test
    void aKeyOfTheEnvironmentIsInNoLogAndNoFile() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));

        String output = maven.run(project.directory(), "-X", "flux:generate")
                .succeeded()
                .output();

        assertThat(output)
                .contains("environment variable BFL_API_KEY")
                .doesNotContain(emulator().apiKey());
        assertThat(Files.readString(project.lock())).doesNotContain(emulator().apiKey());
    }

    @Test
    @Tag("full")
    void aKeyOfTheSettingsIsFoundAndInNoLog() throws Exception {
        maven.environment("BFL_API_KEY", "")
                .settings("<servers><server><id>bfl</id><password>" + emulator().apiKey() + "</password></server>"
                        + "<server><id>other</id><password>{not decryptable}</password></server></servers>");
        TestProject project = site(image("hero", "A lighthouse"));

        String output = maven.run(project.directory(), "-X", "flux:generate")
                .succeeded()
                .output();

        assertThat(output)
                .contains("server 'bfl' of settings.xml")
                .doesNotContain(emulator().apiKey());
        assertThat(maven.run(project.directory(), "flux:credits").succeeded().output())
                .contains("bfl: $9.96 left");
    }

    @Test
    @Tag("full")
    void aKeyThatIsEncryptedInTheSettingsIsDecryptedAndInNoLog() throws Exception {
        Path security = directory.resolve("settings-security.xml");
        maven.with("-Dsettings.security=" + security).environment("BFL_API_KEY", "");
        String master = encrypted("--encrypt-master-password", "tell nobody");
        Files.writeString(security, "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
        String key = encrypted("--encrypt-password", emulator().apiKey());
        maven.settings("<servers><server><id>images</id><password>" + key + "</password></server></servers>");
        TestProject project = site(image("hero", "A lighthouse"));

        String output = maven.run(project.directory(), "-X", "-Dflux.bflServer=images", "flux:generate")
                .succeeded()
                .output();

        assertThat(output)
                .contains("server 'images' of settings.xml")
                .doesNotContain(emulator().apiKey());
    }

    private String encrypted(String how, String secret) throws Exception {
        String output = maven.run(directory, how, secret).succeeded().output();
        return output.lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output));
    }

    @Test
    void withoutAKeyWhatHasToBeMadeFailsAndSaysWhereKeysAreLookedFor() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));

        String output = maven.environment("BFL_API_KEY", "")
                .run(project.directory(), "flux:generate")
                .failed()
                .output();

        assertThat(output).contains("There is no key for bfl", "BFL_API_KEY", "<server>");
        assertThat(emulator().requests()).isEmpty();
    }
}
