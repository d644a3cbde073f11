// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.Keys;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.testing.PythonCelery;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a real Celery beside ours. */
class ForeignConsumersIT {

  @TempDir private Path directory;

  @Test
  void the_list_of_queues_names_the_workers_of_celery_and_not_ours() throws Exception {
    try (TestSite site =
        TestSite.of("workers: {web: {hostnames: [web01]}, db: {hostnames: [db01]}}")) {
      site.worker("web01");
      Monitor monitor = new Monitor(site.redis(), site.config());
      assertThat(monitor.queuesAndForeign()).flatExtracting(QueueView::foreign).isEmpty();
      Process celery =
          PythonCelery.in(directory, site.server().url())
              .start(
                  directory.resolve("log"),
                  "worker",
                  "-Q",
                  "db_tasks,{web_tasks}.web01",
                  "-P",
                  "solo",
                  "-n",
                  "c1@web01");
      try {
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(monitor.queuesAndForeign())
                        .extracting(QueueView::foreign)
                        .containsExactly(List.of("c1@web01"), List.of("c1@web01")));
        assertThat(site.redis().jedis().exists(Keys.REPLY_BINDING)).isFalse();
      } finally {
        celery.destroy();
        celery.waitFor(10, TimeUnit.SECONDS);
        celery.destroyForcibly();
      }
      assertThat(monitor.queuesAndForeign()).flatExtracting(QueueView::foreign).isEmpty();
    }
  }
}
