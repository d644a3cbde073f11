// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretsIT {

  private static final String SECRET = "open-sesame-4711";

  private TestSite site;

  @BeforeEach
  void startWorker() {
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01]}
            tasks:
              login:
                script: |
                  echo "$password"; echo "$password" >&2
                  sleep "$seconds"
                  exit 3
                params: {password: {secret: true, pattern: "[a-z0-9-]*"}, seconds: {default: "0"}}
            schedules: {}
            """);
    site.worker("web01");
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  @Test
  void no_redis_key_holds_a_secret_after_its_job() {
    String job = site.submit("login", Map.of("password", SECRET), RunOn.ALL, "web01").get(0);

    JobResult result = site.end(job);

    assertThat(result.outcomeText()).isEqualTo("failed (exit 3)");
    assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("***\n");
    // The message leaves the claimed list just after the result is stored.
    await()
        .untilAsserted(
            () -> {
              Set<String> keys = new TreeSet<>(site.redis().jedis().keys("*"));
              assertThat(keys).contains("celery-task-meta-" + job);
              assertThat(keys).noneMatch(key -> dump(key).contains(SECRET));
            });
  }

  @Test
  void a_secret_that_breaks_its_pattern_is_not_quoted() {
    String job = site.submit("login", Map.of("password", SECRET + "!"), RunOn.ALL, "web01").get(0);

    assertThat(site.end(job).outcomeText()).contains("rejected").doesNotContain("sesame");
  }

  @Test
  void a_secret_is_in_no_jmx_attribute_while_its_job_runs() throws JMException {
    Map<String, String> params = Map.of("password", SECRET, "seconds", "3");
    String job = site.submit("login", params, RunOn.ALL, "web01").get(0);
    site.awaitStart(job);

    List<String> attributes = attributes();

    assertThat(site.result(job).orElseThrow().hasEnded()).isFalse();
    assertThat(attributes).hasSizeGreaterThan(100).noneMatch(text -> text.contains(SECRET));
  }

  @Test
  void live_output_does_not_contain_secrets() {
    Map<String, String> params = Map.of("password", SECRET, "seconds", "3");
    String job = site.submit("login", params, RunOn.ALL, "web01").get(0);
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> site.redis().jedis().exists("cl.output." + job));

    assertThat(dump("cl.output." + job)).contains("***").doesNotContain("sesame");
  }

  private String dump(String key) {
    return switch (site.redis().jedis().type(key)) {
      case "string" -> site.redis().jedis().get(key);
      case "list" -> site.redis().jedis().lrange(key, 0, -1).toString();
      case "hash" -> site.redis().jedis().hgetAll(key).toString();
      case "stream" -> site.redis().jedis().xrange(key, "-", "+", 1000).toString();
      default -> site.redis().jedis().zrange(key, 0, -1).toString();
    };
  }

  private static List<String> attributes() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<String> texts = new ArrayList<>();
    for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
        try {
          texts.add(name + " " + server.getAttribute(name, attribute.getName()));
        } catch (JMException | RuntimeException e) {
          texts.add(name + " " + e);
        }
      }
    }
    return texts;
  }
}
