// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says when Redis does not answer; the whole takes less than 3 s. */
final class RedisAwayTest {

  private static final String FIX =
      "; fix: start it, or check redis.url in cl.yaml; on one machine: cl up";

  @TempDir Path directory;

  private Cl cl(int port) {
    return new Cl(directory)
        .file(
            "cl.yaml",
            """
            redis: {url: "redis://127.0.0.1:%d/0", timeout: 1m}
            workers: {web: {hostnames: [web01]}}
            """
                .formatted(port));
  }

  @Test
  void a_redis_that_is_down_is_one_line_and_exit_3() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    Cl.Ended ended = cl(port).run("task", "status");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).singleElement().asString().endsWith("connection refused" + FIX);
  }

  @Test
  void a_silent_redis_is_given_2_s_whatever_the_file_says() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Cl.Ended ended = cl(silent.getLocalPort()).run("task", "ping", "-t", "web01");

      assertThat(ended.exitCode()).isEqualTo(3);
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .endsWith("no answer within 2000 ms" + FIX);
    }
  }
}
