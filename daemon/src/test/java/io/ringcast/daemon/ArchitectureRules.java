package io.ringcast.daemon;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What holds of all classes below a root package. The root is a parameter so that each rule can be shown to find what is planted. */
final class ArchitectureRules {

    private final String root;

    /** @param root the package that {@code protocol} and {@code daemon} lie in */
    ArchitectureRules(String root) {
        this.root = root;
    }

    /** Every package is in the {@link PackageTable} and uses only what its row allows. */
    ArchRule packageTable() {
        return classes().that().resideInAPackage(root + "..").should(new ObeyTheTable());
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    ArchRule ringNeedsBuffersOnly() {
        return classes()
                .that()
                .resideInAPackage(root + ".daemon.ring..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        root + ".daemon.ring..", "io.netty.buffer..", "io.netty.util..", "java..", "org.jspecify..");
    }

    ArchRule protocolNeedsBuffersOnly() {
        return classes()
                .that()
                .resideInAPackage(root + ".protocol..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        root + ".protocol..",
                        "io.netty.buffer..",
                        "io.netty.util..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..");
    }

    ArchRule noMicrometerBelowMetrics() {
        return onlyIn(
                Set.of("daemon.metrics", "daemon.admin", "daemon.app", "daemon.cli"),
                "io.micrometer..",
                "io.prometheus..");
    }

    ArchRule tomlOnlyInConfig() {
        return onlyIn(Set.of("daemon.config"), "org.tomlj..", "org.antlr..");
    }

    ArchRule picocliOnlyInCli() {
        return onlyIn(Set.of("daemon.cli"), "picocli..");
    }

    /** Only the command line ends the process, and nothing prints a stack trace. */
    ArchRule noExitOutsideCli() {
        return noClasses()
                .that(areOutside(Set.of("daemon.cli")))
                .should(callMethodWhere(
                        describe("System.exit, Runtime.exit, halt or printStackTrace", this::endsOrPrints)));
    }

    private ArchRule onlyIn(Set<String> packages, String... libraries) {
        return noClasses()
                .that(areOutside(packages))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    private DescribedPredicate<JavaClass> areOutside(Set<String> packages) {
        DescribedPredicate<JavaClass> inside = resideInAPackage(root + "..");
        return inside.and(describe("are outside " + packages, type -> !packages.contains(name(type))));
    }

    private boolean endsOrPrints(JavaMethodCall call) {
        String method = call.getTarget().getName();
        JavaClass owner = call.getTargetOwner();
        boolean ends = owner.isEquivalentTo(System.class) || owner.isEquivalentTo(Runtime.class);
        return (ends && (method.equals("exit") || method.equals("halt")))
                || (method.equals("printStackTrace") && owner.isAssignableTo(Throwable.class));
    }

    /** The package of {@code type} without the root. */
    private String name(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > root.length() ? name.substring(root.length() + 1) : "";
    }

    private boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(root + ".");
    }

    private final class ObeyTheTable extends ArchCondition<JavaClass> {

        ObeyTheTable() {
            super("obey the package table");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            String from = name(type);
            if (!PackageTable.has(from)) {
                events.add(SimpleConditionEvent.violated(
                        type, type.getName() + ": package " + from + " is not in the table"));
                return;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String to = name(target);
                if (isOurs(target) && !(PackageTable.has(to) && PackageTable.allows(from, to))) {
                    events.add(SimpleConditionEvent.violated(
                            type, from + " may not use " + to + ": " + dependency.getDescription()));
                }
            }
        }
    }
}
