package io.tieline.systemtests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/** The arrows between packages. Think twice about the layering before you change this file. */
class LayeringTest {
    private static final JavaClasses TIELINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tieline");

    /** What the health stream decides and adds up by, apart from where the facts come from. */
    private static final String[] JUDGEMENT = {
        "io.tieline.health.judge..",
        "io.tieline.health.measure..",
        "io.tieline.health.state..",
        "io.tieline.health.spend.."
    };

    /** What is played in virtual time. */
    private static final String[] PLAY = {
        "io.tieline.whatif.play..", "io.tieline.whatif.strategy..", "io.tieline.trace.dependency.."
    };

    /** What turns the words of one API into those of another. */
    private static final String[] TRANSLATION = {
        "io.tieline.gateway.words..",
        "io.tieline.gateway.openai..",
        "io.tieline.gateway.anthropic..",
        "io.tieline.gateway.own.."
    };

    @Test
    void shouldSeeEveryModule() {
        assertThat(TIELINE.stream().map(each -> each.getPackageName()).distinct())
                .contains(
                        "io.tieline.schemas",
                        "io.tieline.routing",
                        "io.tieline.dispatcher",
                        "io.tieline.health",
                        "io.tieline.client",
                        "io.tieline.gateway",
                        "io.tieline.cli",
                        "io.tieline.dev",
                        "io.tieline.sim",
                        "io.tieline.embedded",
                        "io.tieline.platform",
                        "io.tieline.simulation",
                        "io.tieline.testing.checker",
                        "io.tieline.trace",
                        "io.tieline.whatif.play");
    }

    @Test
    void shouldHaveNoCyclesOfPackages() {
        slices().matching("io.tieline.(**)").should().beFreeOfCycles().check(TIELINE);
    }

    @Test
    void shouldDecideWithoutKafkaHttpOrFiles() {
        noClasses()
                .that()
                .resideInAPackage("io.tieline.routing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..", "org.apache.hc..", "java.net.http..", "java.nio.file..", "java.io..")
                .check(TIELINE);
        noClasses()
                .that()
                .resideInAnyPackage(JUDGEMENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..", "io.helidon..", "java.net..", "java.nio.file..", "java.util.concurrent..")
                .check(TIELINE);
        noClasses()
                .that()
                .resideInAPackage("io.tieline.dispatcher.budget..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "java.net..", "java.nio.file..")
                .check(TIELINE);
        noClasses()
                .that()
                .haveNameMatching("io.tieline.dispatcher.window.(Window|OffsetMap|Position).*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(TIELINE);
    }

    @Test
    void shouldAskNoClockWhereItDecides() {
        noClasses()
                .that()
                .resideInAnyPackage("io.tieline.routing..", "io.tieline.simulation..", "io.tieline.dispatcher.budget..")
                .or()
                .resideInAnyPackage(JUDGEMENT)
                .or()
                .resideInAnyPackage(PLAY)
                .or()
                .resideInAnyPackage("io.tieline.testing.checker..", "io.tieline.testing.schedule..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(TIELINE);
    }

    @Test
    void shouldPlayWithoutKafkaHttpOrFiles() {
        noClasses()
                .that()
                .resideInAnyPackage(PLAY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "java.net.http..", "java.nio.file..", "java.io..")
                .check(TIELINE);
    }

    @Test
    void shouldKeepServicesApart() {
        noClasses()
                .that()
                .resideInAPackage("io.tieline.dispatcher..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tieline.health..", "io.tieline.client..", "io.tieline.sim..", "io.tieline.dev..")
                .check(TIELINE);
        noClasses()
                .that()
                .resideInAPackage("io.tieline.health..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.tieline.dispatcher..", "io.tieline.client..", "io.tieline.routing..")
                .check(TIELINE);
        classes()
                .that()
                .resideInAPackage("io.tieline.client..")
                .should()
                .onlyDependOnClassesThat(resideInAPackage("io.tieline.schemas..")
                        .or(resideInAPackage("io.tieline.client.."))
                        .or(resideInAPackage("com.fasterxml.jackson.core.."))
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("org..")))
                .check(TIELINE);
    }

    /** What judges the product shares no mistake with it, and what is shipped doesn't know that it is judged. */
    @Test
    void shouldJudgeFromOutside() {
        noClasses()
                .that()
                .resideInAPackage("io.tieline.testing..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.tieline..").and(resideOutsideOfPackage("io.tieline.testing..")))
                .check(TIELINE);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.tieline.dispatcher..",
                        "io.tieline.routing..",
                        "io.tieline.health..",
                        "io.tieline.schemas..",
                        "io.tieline.client..",
                        "io.tieline.gateway..",
                        "io.tieline.replay..",
                        "io.tieline.platform..",
                        "io.tieline.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.tieline.testing..", "io.tieline.mutants..")
                .check(TIELINE);
    }

    @Test
    void shouldKeepTheGatewayApart() {
        noClasses()
                .that()
                .resideInAPackage("io.tieline.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tieline.dispatcher..",
                        "io.tieline.health..",
                        "io.tieline.sim..",
                        "io.tieline.dev..",
                        "io.tieline.whatif..")
                .check(TIELINE);
        noClasses()
                .that()
                .resideInAPackage("io.tieline.trace..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tieline.dispatcher..",
                        "io.tieline.health..",
                        "io.tieline.gateway..",
                        "io.tieline.simulation..",
                        "io.tieline.whatif..")
                .check(TIELINE);
        noClasses()
                .that()
                .resideInAnyPackage("io.tieline.client..", "io.tieline.dispatcher..", "io.tieline.health..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tieline.gateway..")
                .check(TIELINE);
    }

    /** Whoever exchanges the HTTP server of the gateway finds all of it in one package. */
    @Test
    void shouldKeepTheHttpOfTheGatewayInOnePlace() {
        noClasses()
                .that()
                .resideInAPackage("io.tieline.gateway..")
                .and()
                .resideOutsideOfPackage("io.tieline.gateway.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .check(TIELINE);
        noClasses()
                .that()
                .resideInAnyPackage(TRANSLATION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.helidon..",
                        "java.net.http..",
                        "java.nio.file..",
                        "io.tieline.gateway.http..",
                        "io.tieline.gateway.requests..")
                .check(TIELINE);
    }

    @Test
    void shouldKeepTheBreakerLibraryInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.tieline.dispatcher.resilience..", "io.tieline.simulation..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.resilience4j..")
                .check(TIELINE);
    }

    @Test
    void shouldMakeProducersInOnePlaceOfEachService() {
        noClasses()
                .that()
                .haveNameNotMatching("io.tieline.dispatcher.KafkaClients|io.tieline.client.*|io.tieline.bench.*"
                        + "|io.tieline.gateway.jobs.JobClients|io.tieline.gateway.view.KafkaWriter"
                        + "|io.tieline.replay.run.ReplayClients|io.tieline.systemtests.rig.Load")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(KafkaProducer.class)
                .check(TIELINE);
    }
}
