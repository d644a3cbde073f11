// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.service.OwnRedis;
import io.celeryroot.config.ClConfig;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnRedisIT {

  @TempDir Path directory;

  @Test
  void it_replaces_a_redis_whose_password_is_no_valid_uri() {
    String text = "redis: 'redis://:s^cr[t@127.0.0.1:1/0'\nworkers: {web: {hostnames: [web01]}}\n";
    ClConfig config = TestSite.config(text);

    try (OwnRedis redis =
        OwnRedis.unlessAnswering(new Cl(directory).file("cl.yaml", text).console(), config)) {
      assertThat(redis.config().redis().url()).startsWith("redis://127.0.0.1:");
    }
  }
}
