// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.routes.ApplicationProperties;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The systemd units, by their settings and by systemd's own check. */
final class UnitsTest {

  private static final Path DIRECTORY = Path.of("deploy/systemd");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"celeryroot-beat.service", "celeryroot-worker.service"})
  void systemd_finds_nothing_to_complain_about(String unit) throws IOException {
    Programs.need("systemd-analyze");
    install(unit);

    Programs.Ended ended = verify(unit);

    assertThat(ended.output()).isEmpty();
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void systemd_takes_the_worker_without_root_too() throws IOException {
    Programs.need("systemd-analyze");
    install("celeryroot-worker.service");
    Path dropIns = Files.createDirectory(directory.resolve("celeryroot-worker.service.d"));
    Files.copy(DIRECTORY.resolve("worker-without-root.conf"), dropIns.resolve("without-root.conf"));

    Programs.Ended ended = verify("celeryroot-worker.service");

    assertThat(ended.output()).isEmpty();
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void a_worker_has_time_to_stop_before_systemd_kills_it() throws IOException {
    assertThat(seconds(setting("celeryroot-worker.service", "TimeoutStopSec")))
        .isGreaterThan(shutdownTimeoutSeconds());
  }

  @Test
  void only_the_worker_gets_term_and_its_remains_get_kill() throws IOException {
    assertThat(setting("celeryroot-worker.service", "KillMode")).isEqualTo("mixed");
  }

  @Test
  void the_environment_holds_secrets_and_the_command_line_does_not() throws IOException {
    for (String unit : List.of("celeryroot-beat.service", "celeryroot-worker.service")) {
      assertThat(setting(unit, "EnvironmentFile")).isEqualTo("-/etc/default/celeryroot");
      assertThat(setting(unit, "ExecStart")).doesNotContain("redis");
    }
  }

  @Test
  void a_service_that_a_person_must_mend_is_not_restarted() throws IOException {
    assertThat(setting("celeryroot-worker.service", "RestartPreventExitStatus").split(" "))
        .containsExactly("1", "2", "4");
    assertThat(setting("celeryroot-beat.service", "RestartPreventExitStatus").split(" "))
        .containsExactly("1", "2");
  }

  private void install(String unit) throws IOException {
    // The check looks for the program, which is not installed on this machine.
    String text = Files.readString(DIRECTORY.resolve(unit));
    Files.writeString(directory.resolve(unit), text.replace("/usr/bin/cl ", "/bin/true "));
  }

  private Programs.Ended verify(String unit) {
    return Programs.run(
        List.of("systemd-analyze", "verify", "--man=no", directory.resolve(unit).toString()),
        Map.of("SYSTEMD_LOG_LEVEL", "notice"));
  }

  private static String setting(String unit, String key) throws IOException {
    return Files.readAllLines(DIRECTORY.resolve(unit)).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(unit + " has no " + key));
  }

  private static long seconds(String duration) {
    return Durations.parse(duration).toSeconds();
  }

  /** Longest time that Camel waits at shutdown, with the built-in tasks. */
  static long shutdownTimeoutSeconds() {
    ClConfig config = TestSite.config("workers: {web: {hostnames: [web01]}}\n");
    return Long.parseLong(ApplicationProperties.of(config).get("camel.main.shutdownTimeout"));
  }
}
