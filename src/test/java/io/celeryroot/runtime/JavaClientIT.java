// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geneea.celery.CeleryClientCore;
import com.geneea.celery.WorkerException;
import com.geneea.celery.spi.BackendFactory;
import com.geneea.celery.spi.BrokerFactory;
import io.celeryroot.testing.RedisForJavaClient;
import io.celeryroot.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The Celery client of Maven Central's celery-core before a real worker of ours. */
class JavaClientIT {

  @Test
  void a_client_in_java_sends_a_job_and_reads_its_result() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (TestSite site =
            TestSite.of(
                """
                workers:
                  web: {hostnames: [web01]}
                tasks:
                  echo:
                    celery_name: com.example.Echo#say
                    command: [printf, "%s %s", "{text}", "{times}"]
                    params: {text: {required: true}, times: {required: true}}
                  fail: {script: "echo no disk >&2; exit 3"}
                """);
        Client client = new Client(site.server().url(), threads)) {
      site.worker("web01");

      Map<?, ?> good =
          (Map<?, ?>)
              client
                  .submit("com.example.Echo#say", new Object[] {"moin", 2})
                  .get(20, TimeUnit.SECONDS);

      assertThat(good.get("stdout")).isEqualTo("moin 2");
      assertThatThrownBy(() -> client.submit("fail", new Object[0]).get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(WorkerException.class)
          .hasMessageContaining("JobFailed(failed (exit 3): no disk)");
    } finally {
      threads.shutdownNow();
    }
  }

  /** The library finds its transports by their protocol; it brings one for RabbitMQ only. */
  private static final class Client extends CeleryClientCore {

    private final RedisForJavaClient redis = new RedisForJavaClient();

    Client(String url, ExecutorService threads) {
      super(url, url, "web_tasks", threads, null);
    }

    @Override
    protected Iterable<BrokerFactory> findBrokers() {
      return List.of(redis);
    }

    @Override
    protected Iterable<BackendFactory> findBackends() {
      return List.of(redis);
    }
  }
}
