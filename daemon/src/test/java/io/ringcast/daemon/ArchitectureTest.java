package io.ringcast.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.protocol.live.Epoch;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the table of packages against the code, and shows that each rule finds what is planted against it. */
class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ringcast");

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("planted");

    private final ArchitectureRules rules = new ArchitectureRules("io.ringcast");
    private final ArchitectureRules plantedRules = new ArchitectureRules("planted");

    @Test
    void looksAtTheMainClassesOfBothModules() {
        assertThat(MAIN.contain(Ring.class)).isTrue();
        assertThat(MAIN.contain(Epoch.class)).isTrue();
        assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void packagesUseOnlyWhatTheirRowAllows() {
        rules.packageTable().check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        rules.noCycles().check(MAIN);
    }

    @Test
    void ringAndProtocolNeedBuffersOnly() {
        rules.ringNeedsBuffersOnly().check(MAIN);
        rules.protocolNeedsBuffersOnly().check(MAIN);
    }

    @Test
    void librariesStayInTheirPackages() {
        rules.noMicrometerBelowMetrics().check(MAIN);
        rules.tomlOnlyInConfig().check(MAIN);
        rules.picocliOnlyInCli().allowEmptyShould(true).check(MAIN);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        rules.noExitOutsideCli().check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        TreeSet<String> bare = MAIN.stream()
                .map(JavaClass::getPackage)
                .filter(found -> !found.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(bare).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    daemon.ring may not use daemon.fanout                | planted.daemon.ring.LooksUp
                    protocol.mpegts may not use daemon.ring              | planted.protocol.mpegts.LooksUp
                    protocol.mpegts may not use protocol.container       | planted.protocol.mpegts.LooksAside
                    daemon.source may not use daemon.source.http         | planted.daemon.source.KnowsItsKind
                    daemon.source.http may not use daemon.source.file    | planted.daemon.source.http.KnowsItsSibling
                    daemon.fanout may not use daemon.source              | planted.daemon.fanout.MeetsSource
                    daemon.fanout may not use daemon.stray               | planted.daemon.fanout.UsesStray
                    package daemon.stray is not in the table             | planted.daemon.stray.Stray
                    """)
    void findsAPlantedUse(String violation, String where) {
        assertFinds(plantedRules.packageTable(), violation, where);
    }

    @Test
    void findsNothingWherePlantedClassesObey() {
        assertThat(plantedRules
                        .packageTable()
                        .evaluate(PLANTED)
                        .getFailureReport()
                        .toString())
                .doesNotContain(
                        "daemon.source.http may not use daemon.source:", "daemon.source.http may not use daemon.ring")
                .doesNotContain("daemon.source.file may not use", "protocol.container may not use");
    }

    @Test
    void findsAPlantedCycle() {
        assertFinds(plantedRules.noCycles(), "Cycle detected", "planted.daemon.source.KnowsItsKind");
    }

    @Test
    void findsAPlantedLibrary() {
        assertFinds(plantedRules.noMicrometerBelowMetrics(), "io.micrometer", "planted.daemon.ring.Measures");
        assertFinds(plantedRules.ringNeedsBuffersOnly(), "io.micrometer", "planted.daemon.ring.Measures");
        assertFinds(plantedRules.protocolNeedsBuffersOnly(), "org.slf4j", "planted.protocol.mpegts.Logs");
        assertFinds(plantedRules.tomlOnlyInConfig(), "org.tomlj", "planted.daemon.fanout.ReadsToml");
        assertFinds(plantedRules.picocliOnlyInCli(), "picocli", "planted.daemon.fanout.HasOptions");
    }

    @Test
    void findsAPlantedExitAndAPrintedStackTrace() {
        ArchRule rule = plantedRules.noExitOutsideCli();

        assertFinds(rule, "java.lang.System.exit(int)", "planted.daemon.fanout.Exits");
        assertFinds(rule, "printStackTrace()", "planted.daemon.fanout.PrintsStackTraces");
        assertThat(rule.evaluate(PLANTED).getFailureReport().toString()).doesNotContain("planted.daemon.cli.Exits");
    }

    private static void assertFinds(ArchRule rule, String violation, String where) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rule.check(PLANTED))
                .satisfies(found -> assertThat(found.getMessage().lines())
                        .anySatisfy(line -> assertThat(line).contains(where))
                        .anySatisfy(line -> assertThat(line).contains(violation)));
    }
}
