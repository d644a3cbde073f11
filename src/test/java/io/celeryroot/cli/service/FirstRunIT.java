// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.testing.TestSite;
import io.celeryroot.view.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstRunIT {

  @TempDir private Path directory;
  private final List<String> printed = new ArrayList<>();
  private TestSite site;

  @BeforeEach
  void start() {
    site =
        TestSite.with(
                """
                workers:
                  web: {hostnames: [web01]}
                  db: {hostnames: [db01]}
                """)
            .in(directory)
            .start();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void submit() {
    submit(printed::add);
  }

  private void submit(Consumer<String> print) {
    PrintWriter none = new PrintWriter(Writer.nullWriter());
    Console console =
        new Console(
            none,
            none,
            new BufferedReader(new StringReader("")),
            Terminal.NONE,
            Map.of(),
            directory,
            Clock.systemUTC(),
            new GlobalOptions());
    new FirstRun(console, site.config(), print).submit(List.of("web01", "db01"));
  }

  private long waiting(String list) {
    return site.redis().jedis().llen(list);
  }

  @Test
  void a_drained_queue_gets_no_first_job_and_the_others_do() {
    new Cl(directory).run("queue", "drain", "db", "--reason", "move");

    submit();

    assertThat(printed)
        .hasSize(2)
        .first()
        .asString()
        .startsWith("no first ping there: queue db_tasks drained by ")
        .endsWith(" (move), so it takes no new job; to end that: cl queue resume db_tasks");
    assertThat(printed.get(1)).isEqualTo("first a ping on 1 host, to show that they run jobs");
    assertThat(waiting("{db_tasks}.db01")).isZero();
    assertThat(waiting("{web_tasks}.web01")).isEqualTo(1);
  }

  @Test
  void a_queue_that_is_drained_after_the_look_does_not_stop_the_start() {
    submit(line -> new Cl(directory).run("queue", "drain", "db"));

    assertThat(waiting("{web_tasks}.web01")).isEqualTo(1);
  }

  @Test
  void nothing_is_submitted_where_all_queues_are_drained() {
    new Cl(directory).run("queue", "drain", "db");
    new Cl(directory).run("queue", "drain", "web");

    submit();

    assertThat(printed).hasSize(2).allMatch(line -> line.startsWith("no first ping there: "));
    assertThat(waiting("{web_tasks}.web01")).isZero();
  }
}
