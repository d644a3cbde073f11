// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.queue.host.RunningConfigs;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Finds the configuration that a Beat runs. */
final class RunningSite {

  private RunningSite() {}

  /**
   * Reads the configuration of the Beat whose file is the newest, of those that are alive if there
   * are any.
   *
   * @return empty: no Beat has told its configuration
   */
  static Optional<RunningConfig> config(SiteConnection site) {
    RunningConfigs configs = new RunningConfigs(site.redis());
    return site.monitor().beats().stream()
        .sorted(
            Comparator.comparing(ProcessView::alive)
                .thenComparing(beat -> beat.heartbeat().fileTime().orElse(Instant.MIN))
                .thenComparing(beat -> beat.heartbeat().started())
                .reversed())
        .flatMap(beat -> configs.find(beat.heartbeat().name()).stream())
        .findFirst();
  }
}
