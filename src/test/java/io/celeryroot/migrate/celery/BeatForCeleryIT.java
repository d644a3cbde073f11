// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.cli.Cl;
import io.celeryroot.testing.PythonCelery;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first half of a move: our Beat with an imported file, and a Celery worker that stays. */
final class BeatForCeleryIT {

  @TempDir Path directory;

  private String imported() throws Exception {
    Files.writeString(
        directory.resolve("beat.py"),
        """
        from datetime import timedelta
        task_routes = {'shop.mail.*': {'queue': 'mail'}}
        beat_schedule = {
            'add': {'task': 'shop.tasks.add', 'schedule': timedelta(seconds=1),
                    'args': (16, "it's ${x} {y}", [1.5, True])},
            'mail': {'task': 'shop.mail.send', 'schedule': timedelta(seconds=1),
                     'kwargs': {'to': {'name': 'ünï'}, 'limit': None},
                     'options': {'expires': 300}},
        }
        """);
    Cl.Ended ended = new Cl(directory).run("config", "import-celery", "beat.py", "--host", "old01");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out();
  }

  @Test
  void celerys_worker_runs_the_imported_schedules_with_their_arguments() throws Exception {
    try (TestSite site = TestSite.with(imported()).in(directory).start()) {
      Process worker = celeryWorker(site.server().url());
      try {
        TestProcess beat = site.beatProcess();
        beat.awaitLog("ready");

        await("both tasks")
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .untilAsserted(
                () ->
                    assertThat(Files.readAllLines(directory.resolve("ran")))
                        .contains(
                            "add (16, \"it's ${x} {y}\", [1.5, True]) {}",
                            "send () {'to': {'name': 'ünï'}, 'limit': None}"));

        TestProcess byHand = site.cl(List.of(), "task", "add", "[7]", "-t", "celery", "--wait");
        assertThat(byHand.awaitExit()).as(byHand::log).isZero();
        assertThat(Files.readAllLines(directory.resolve("ran"))).contains("add (7,) {}");
      } finally {
        worker.destroy();
        worker.waitFor(10, TimeUnit.SECONDS);
        worker.destroyForcibly();
      }
    }
  }

  private Process celeryWorker(String url) throws Exception {
    return PythonCelery.in(
            directory,
            url,
            """
            def note(name, args, kwargs):
                with open('ran', 'a', encoding='utf-8') as ran:
                    ran.write('%s %r %r\\n' % (name, args, kwargs))
                return name

            @app.task(name='shop.tasks.add')
            def add(*args, **kwargs):
                return note('add', args, kwargs)

            @app.task(name='shop.mail.send')
            def send(*args, **kwargs):
                return note('send', args, kwargs)
            """)
        .start(
            directory.resolve("worker.log"),
            "worker",
            "-Q",
            "celery,mail",
            "-P",
            "solo",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "info");
  }
}
