// SPDX-License-Identifier: Apache-2.0
package io.celeryroot;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms of the house and the arrows between them; see docs/architecture.md. */
final class HouseTest {

  private static JavaClasses house;

  @BeforeAll
  static void readClasses() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.celeryroot");
  }

  /** From the roof to the ground; a package may use those that stand after it. */
  private static final List<String> FLOORS =
      List.of(
          "rehearsal",
          "cli",
          "runtime",
          "camel",
          "worker",
          "beat",
          "web",
          "view",
          "monitor",
          "routes",
          "queue",
          "job",
          "redis",
          "migrate",
          "task",
          "sign",
          "config",
          "condition",
          "cron",
          "text");

  @Test
  void arrows_point_down_only() {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      String[] above =
          FLOORS.subList(0, floor).stream()
              .map(name -> "io.celeryroot." + name + "..")
              .toArray(String[]::new);
      if (above.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("io.celeryroot." + FLOORS.get(floor) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above)
            .allowEmptyShould(true)
            .check(house);
      }
    }
  }

  @Test
  void features_know_nothing_of_each_other_in_circles() {
    slices().matching("io.celeryroot.(*)..").should().beFreeOfCycles().check(house);
  }

  @Test
  void worker_and_beat_do_not_see_each_other() {
    noClasses()
        .that()
        .resideInAPackage("io.celeryroot.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.celeryroot.beat..")
        .check(house);
  }

  @Test
  void every_file_of_camel_imports_camel() {
    classes()
        .that()
        .resideInAPackage("io.celeryroot.camel..")
        .and()
        .areTopLevelClasses()
        .and()
        .doNotHaveSimpleName("package-info")
        // Constants and an exception, which are Camel's only by what they are for.
        .and()
        .doNotHaveSimpleName("ExchangeKeys")
        .and()
        .areNotAssignableTo(Throwable.class)
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.camel..", "org.springframework.."))
        .check(house);
  }

  @Test
  void classes_of_a_package_know_each_other_in_one_direction_only() {
    assertThat(Circles.in(house)).isEmpty();
  }

  @Test
  void no_package_is_a_drawer() {
    Map<String, Long> sizes =
        house.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            // Not what Camel's plugin generates.
            .filter(
                type ->
                    Files.exists(
                        Path.of("src/main/java", type.getName().replace('.', '/') + ".java")))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes)
        .allSatisfy((name, files) -> assertThat(files).as(name).isLessThanOrEqualTo(25));
  }

  @Test
  void jobs_are_a_pure_model() {
    noClasses()
        .that()
        .resideInAPackage("io.celeryroot.job..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.celeryroot.redis..", "redis.clients..", "org.apache.camel..")
        .check(house);
  }

  @Test
  void cron_and_text_use_nothing_else_but_the_jdk() {
    classes()
        .that()
        .resideInAnyPackage("io.celeryroot.cron..", "io.celeryroot.text..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.celeryroot.cron..", "io.celeryroot.text..", "java..")
        .check(house);
  }

  @Test
  void only_camel_and_runtime_know_camel_and_spring() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.celeryroot.camel..", "io.celeryroot.runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.camel..", "org.springframework..", "org.quartz..")
        .check(house);
  }

  @Test
  void only_config_reads_yaml() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.celeryroot.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.snakeyaml..")
        .check(house);
  }

  @Test
  void only_cli_uses_picocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.celeryroot.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..")
        .check(house);
  }

  @Test
  void only_redis_and_queue_and_the_camel_template_talk_to_redis() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.celeryroot.redis..", "io.celeryroot.queue..", "io.celeryroot.camel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("redis.clients..")
        .check(house);
  }

  /** So a worker whose clock is wrong by any time claims, loses and ends jobs as others do. */
  @Test
  void leases_and_due_times_use_only_the_clock_of_redis() {
    noClasses()
        .that()
        .resideInAnyPackage("io.celeryroot.queue..", "io.celeryroot.job..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(house);
  }
}
