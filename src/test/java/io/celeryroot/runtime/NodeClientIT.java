// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Celery client of npm's celery-node before a real worker of ours. */
class NodeClientIT {

  private static final String CLIENT = "celery-node@0.5.9";

  @TempDir private Path directory;

  @Test
  void a_client_in_node_sends_a_job_and_reads_its_result() throws Exception {
    assumeTrue(
        run("npm", "install", "--no-audit", "--no-fund", CLIENT).status == 0,
        "needs npm and its registry");
    try (TestSite site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01]}
            tasks:
              echo: {command: [printf, "%s", "{text}"], params: {text: {required: true}}}
              fail: {script: "echo no disk >&2; exit 3"}
            """)) {
      site.worker("web01");
      Files.writeString(
          directory.resolve("probe.js"),
          """
          const celery = require('celery-node');
          const client = celery.createClient('%1$s', '%1$s', 'web_tasks');
          (async () => {
            const good = client.createTask('echo').applyAsync(['moin']);
            console.log((await good.get(20000)).stdout, await good.status());
            const bad = client.createTask('fail').applyAsync([]);
            try { await bad.get(20000); } catch (e) { }
            console.log(await bad.status(), (await bad.result()).exc_message[0]);
            await client.disconnect();
            process.exit(0);
          })();
          """
              .formatted(site.server().url()));

      Said said = run("node", "probe.js");

      assertThat(said.text.strip()).isEqualTo("moin SUCCESS\nFAILURE failed (exit 3): no disk");
    }
  }

  private record Said(int status, String text) {}

  private Said run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return new Said(127, e.toString());
    }
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    boolean unused = process.waitFor(2, TimeUnit.MINUTES);
    return new Said(process.waitFor(), text);
  }
}
