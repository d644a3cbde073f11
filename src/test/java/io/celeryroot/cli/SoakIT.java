// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code bench/run soak}; {@code -Dcl.soak.jobs} makes it longer. */
final class SoakIT {

  private static final long MARGIN_KB = 24 * 1024;

  @TempDir Path directory;

  @Test
  void thousands_of_jobs_leave_nothing_behind() throws Exception {
    long jobs = Long.getLong("cl.soak.jobs", 2000);
    try (Soak soak = new Soak(directory, Duration.ofSeconds(10))) {
      List<Soak.Sample> samples = soak.run(jobs, 4);

      Soak.Sample warm = samples.get(samples.size() / 2);
      Soak.Sample last = samples.get(samples.size() - 1);
      assertThat(last.done()).isGreaterThanOrEqualTo(jobs);
      assertThat(last.heapKb())
          .as("%s", samples)
          .allSatisfy(
              (name, heap) -> assertThat(heap).isLessThan(warm.heapKb().get(name) + MARGIN_KB));
      assertThat(soak.unbounded()).isEmpty();
      assertThat(soak.warnings()).isEmpty();
    }
  }
}
