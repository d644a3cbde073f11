// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.cli.Cl;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.job.Job;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.migrate.export.HostSchedule;
import io.celeryroot.task.Program;
import io.celeryroot.testing.CeleryPython;
import io.celeryroot.testing.TestRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Schedules imported with {@code --celery-call} send what Celery Beat would send. */
final class CeleryCallIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  @TempDir Path project;

  @Test
  void a_message_has_the_name_the_arguments_and_the_way_of_the_entry() throws Exception {
    String python = CeleryPython.find().orElse("");
    assumeTrue(!python.isEmpty(), "no python3 with the packages celery and redis");
    write(python);

    ClConfig config = imported();
    for (HostSchedule one : HostSchedule.of(config, "beat01")) {
      run(one.program().orElseThrow());
    }

    Job first = job("celery");
    assertThat(first.task()).isEqualTo("tasks.add");
    assertThat(first.args()).isEqualTo(List.of(16, "it's ${x} {y}", List.of(1.5, true)));
    assertThat(first.expires()).isEmpty();
    Job second = job("reports");
    assertThat(second.task()).isEqualTo("tasks.report");
    assertThat(second.kwargs()).containsEntry("to", Map.of("name", "ünï"));
    assertThat(second.expires().orElseThrow())
        .isBetween(Instant.now().plusSeconds(200), Instant.now().plusSeconds(301));
    assertThat(job("routed").task()).isEqualTo("tasks.routed");
  }

  private void write(String python) throws Exception {
    Path program = project.resolve("celery");
    Files.writeString(program, "#!/bin/sh\nexec %s -m celery \"$@\"\n".formatted(python));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        project.resolve("tasks.py"),
        """
        from celery import Celery

        app = Celery('tasks', broker='%s')
        app.conf.task_routes = {'tasks.routed': {'queue': 'routed'}}
        app.conf.beat_schedule = {
            'add': {'task': 'tasks.add', 'schedule': 30, 'args': (16, "it's ${x} {y}", [1.5, True])},
            'report': {
                'task': 'tasks.report',
                'schedule': 60,
                'kwargs': {'to': {'name': 'ünï'}},
                'options': {'queue': 'reports', 'expires': 300},
            },
            'routed': {'task': 'tasks.routed', 'schedule': 60},
        }
        """
            .formatted(server.url()));
  }

  private ClConfig imported() {
    Cl.Ended ended =
        new Cl(project)
            .run("config", "import-celery", "--celery-call", "tasks.py", "--host", "beat01");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ConfigReader.read("cl.yaml", ended.out(), Map.of(), Optional.empty())
        .config()
        .orElseThrow();
  }

  private void run(Program program) throws Exception {
    List<String> argv = new java.util.ArrayList<>(program.argv());
    argv.set(0, project.resolve(argv.get(0)).toString());
    Process process =
        new ProcessBuilder(argv).directory(project.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private Job job(String queue) throws Exception {
    String message = server.redis().jedis().rpop(queue);
    assertThat(message).as("a message in " + queue).isNotNull();
    return MessageCodec.read(message, new Target(queue, queue, Optional.empty()));
  }
}
