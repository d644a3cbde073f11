// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The alerts, as Prometheus itself judges them. */
final class AlertRulesIT {

  private static final Path PROGRAM = Path.of("/usr/bin/promtool");
  private static final Path FILES = Path.of("deploy/prometheus");

  @BeforeEach
  void needsPrometheus() {
    assumeTrue(Files.isExecutable(PROGRAM), "needs promtool");
  }

  private static String promtool(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(FILES.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  @Test
  void each_alert_comes_when_it_should_and_not_before() throws Exception {
    assertThat(promtool("test", "rules", "celeryroot.rules.test.yml")).startsWith("0 ");
  }

  @Test
  void the_rules_are_valid() throws Exception {
    assertThat(promtool("check", "rules", "celeryroot.rules.yml")).startsWith("0 ");
  }
}
