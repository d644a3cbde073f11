// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigForecastCommandTest {

  @TempDir Path directory;

  private Cl.Ended run(String... more) {
    String[] args = new String[3 + more.length];
    System.arraycopy(new String[] {"config", "forecast", "--offline"}, 0, args, 0, 3);
    System.arraycopy(more, 0, args, 3, more.length);
    return new Cl(directory).file("cl.yaml", Cl.SAMPLE).run(args);
  }

  @Test
  void the_busiest_minutes_and_hosts_are_tables() {
    Cl.Ended ended = run();

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .startsWith(
            """
            BUSIEST MINUTES (UTC)  STARTS  HOSTS  MOST ON ONE       SCHEDULES
            2026-11-24T02:00:00Z   3       3      1 on webserver01  security_updates
            """)
        .contains("BUSIEST HOSTS  STARTS  MOST IN A MINUTE  AT (UTC)")
        .endsWith("2026-11-23T10:20:30Z to 2026-11-30T10:20:30Z: 21 starts\n");
  }

  @Test
  void json_has_every_minute_and_host() {
    assertThat(run("-o", "json").out())
        .contains(
            "\"starts\": 21", "\"minute\": \"2026-11-30T02:00:00Z\"", "\"host\": \"dbserver01\"");
  }

  @Test
  void without_redis_there_are_no_durations_and_that_is_said() {
    Cl.Ended ended =
        new Cl(directory)
            .file("cl.yaml", Cl.SAMPLE.replace("redis://localhost:6379/0", "redis://localhost:1/0"))
            .run("config", "forecast");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("without usual durations: ");
    assertThat(ended.out()).contains("21 starts");
  }
}
