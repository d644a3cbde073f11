// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.ConfigDiff;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigVersionTest {

  private static final ClConfig FILE =
      TestSite.config("redis://localhost:6380/0", "workers: {web: {hostnames: [web01]}}\n");

  private static ConfigVersion running(ClConfig config) {
    return ConfigVersion.of(
            new RunningConfig("b1", "cl.yaml", Map.of(), Yaml.write(FileKeys.show(config))))
        .beside(FILE);
  }

  @Test
  void the_redis_that_cl_up_started_is_that_of_the_file() {
    ConfigVersion up = running(FILE.withRedisAt("redis://127.0.0.1:6380/0"));
    assertThat(ConfigDiff.between(up.config(), FILE)).isEmpty();
    assertThat(up.label()).isEqualTo("running on b1");
  }

  @Test
  void another_redis_is_a_change() {
    for (String url :
        new String[] {
          "redis://127.0.0.1:6381/0", "redis://127.0.0.1:6380/1", "redis://db9:6380/0"
        }) {
      assertThat(ConfigDiff.between(running(FILE.withRedisAt(url)).config(), FILE))
          .as(url)
          .singleElement()
          .satisfies(change -> assertThat(change.key()).isEqualTo("url"));
    }
  }
}
