// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigDiffCommandTest {

  @TempDir Path directory;

  private Cl cl() {
    return new Cl(directory)
        .file("old.yaml", Cl.SAMPLE)
        .file(
            "cl.yaml", Cl.SAMPLE.replace("0 2 * * *", "0 3 * * *").replace("[webserver01, ", "["));
  }

  @Test
  void the_same_file_is_a_yes_on_one_line() {
    Cl.Ended ended = cl().run("config", "diff", "--offline", "cl.yaml");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("cl.yaml and cl.yaml: no difference\n");
  }

  @Test
  void a_change_is_told_in_the_file_and_in_the_future() {
    Cl.Ended ended = cl().run("config", "diff", "--offline", "old.yaml");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .isEqualTo(
            """
               CHANGED
            ~  workers.webserver.hostnames      without webserver01
            ~  schedules.security_updates.cron  0 2 * * * -> 0 3 * * *

            SCHEDULE          HOSTS                    ADDED  REMOVED  MOVED  FIRST (UTC)
            security_updates  webserver01              0      7        0      - 2026-11-24T02:00:00Z
            security_updates  webserver02, dbserver01  0      0        7      2026-11-24T02:00:00Z -> 2026-11-24T03:00:00Z

            old.yaml -> cl.yaml: 2 changes; in the next 7 days 0 jobs added, 7 removed, 14 moved
            """);
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void json_has_every_part() {
    assertThat(cl().run("config", "diff", "--offline", "old.yaml", "-o", "json").out())
        .contains(
            "\"old\": \"old.yaml\"",
            "\"change\": \"changed\"",
            "\"from\": \"0 2 * * *\"",
            "\"hosts\": [",
            "\"removed\": 7",
            "\"collisions\": []");
  }

  @Test
  void other_commands_refuse_markdown_before_they_do_anything() {
    Cl.Ended ended = cl().run("task", "ping", "-t", "webserver", "-o", "markdown");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("only \"cl config diff\" writes Markdown; fix: -o table");
  }

  @Test
  void markdown_is_a_comment_for_a_pull_request() {
    assertThat(cl().run("config", "diff", "--offline", "old.yaml", "-o", "markdown").out())
        .isEqualTo(
            """
            ### cl.yaml: old.yaml -> cl.yaml

            | Change | Key |  |
            |-|-|-|
            | changed | workers.webserver.hostnames | without webserver01 |
            | changed | schedules.security\\_updates.cron | 0 2 \\* \\* \\* -> 0 3 \\* \\* \\* |

            Runs from 2026-11-23T10:20:30Z to 2026-11-30T10:20:30Z, on each host:

            | Schedule | Hosts | Added | Removed | Moved | First (UTC) |
            |-|-|-|-|-|-|
            | security\\_updates | webserver01 | 0 | 7 | 0 | - 2026-11-24T02:00:00Z |
            | security\\_updates | webserver02, dbserver01 | 0 | 0 | 7 | 2026-11-24T02:00:00Z -> 2026-11-24T03:00:00Z |

            old.yaml -> cl.yaml: 2 changes; in the next 7 days 0 jobs added, 7 removed, 14 moved
            """);
  }

  @Test
  void a_git_revision_is_the_file_as_it_was() throws Exception {
    Cl cl = new Cl(directory).file("cl.yaml", Cl.SAMPLE);
    git("init", "-q");
    git("add", "cl.yaml");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first");
    cl.file("cl.yaml", Cl.SAMPLE.replace("0 2 * * *", "0 3 * * *"));

    Cl.Ended ended = cl.run("config", "diff", "--offline", "HEAD");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("cl.yaml at HEAD -> cl.yaml: 1 change;");
    assertThat(cl.run("config", "diff", "--offline").err()).contains("comparing with HEAD");
    assertThat(cl.run("config", "diff", "--offline", "HEAD~1").exitCode()).isEqualTo(4);
  }

  @Test
  void included_files_are_those_of_the_revision() throws Exception {
    Files.createDirectory(directory.resolve("conf.d"));
    Cl cl =
        new Cl(directory)
            .file("cl.yaml", "include: [conf.d/*.yaml]\n" + Cl.SAMPLE)
            .file("conf.d/a.yaml", "tasks: {note: {command: [echo, one]}}\n");
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first");
    cl.file("conf.d/a.yaml", "tasks: {note: {command: [echo, two]}}\n");

    assertThat(cl.run("config", "diff", "--offline", "HEAD").out())
        .contains("tasks.note.command", "without one, with two");
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void an_option_of_git_is_no_revision() {
    assertThat(GitRevision.show(directory.resolve("cl.yaml"), "--output=x")).isEmpty();
  }

  @Test
  void a_version_with_mistakes_is_named() {
    Cl.Ended ended =
        cl().file("old.yaml", "workers: {}").run("config", "diff", "--offline", "old.yaml");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("old.yaml:1:", "old.yaml has mistakes and cannot be compared");
  }

  @Test
  void a_file_with_mistakes_is_not_taken_for_one_that_differs() {
    Cl.Ended ended = cl().file("cl.yaml", "workers: {}").run("config", "diff", "--offline", "HEAD");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("cl.yaml:1:");
  }

  @Test
  void running_needs_redis_and_says_so() {
    Cl.Ended ended =
        cl().file("cl.yaml", Cl.SAMPLE.replace("redis://localhost:6379/0", "redis://localhost:1/0"))
            .run("config", "diff", "running");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("what Beat runs could not be found out");
  }
}
