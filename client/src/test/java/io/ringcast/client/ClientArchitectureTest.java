package io.ringcast.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The client's rows of the table of packages: it knows the protocol and nothing of the daemon, and its library not its commands. */
class ClientArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ringcast.client");

    @Test
    void usesTheProtocolOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.ringcast.client..",
                        "io.ringcast.protocol..",
                        "io.netty..",
                        "picocli..",
                        "java..",
                        "javax.net..",
                        "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void keepsCommandsOutOfTheLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.ringcast.client.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.ringcast.client.cli..", "picocli..")
                .check(MAIN);
    }
}
