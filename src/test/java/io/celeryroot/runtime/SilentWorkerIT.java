// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection is fine and nothing happens. */
@Tag("chaos")
class SilentWorkerIT {

  @TempDir private Path directory;

  @Test
  void a_worker_that_is_connected_but_no_longer_claims_is_reported_unhealthy() throws IOException {
    try (FaultSite site = new FaultSite(directory)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> site.down().isEmpty());
      site.awaitEnd(site.submit(FaultSite.HOST), Duration.ofSeconds(20));

      site.killClaimingThread();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> site.down().startsWith("no look at the queue for "));
    }
  }
}
