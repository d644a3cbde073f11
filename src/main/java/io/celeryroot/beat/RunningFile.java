// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.queue.host.RunningConfigs;
import io.celeryroot.text.Yaml;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows others in Redis which configuration this Beat runs, and logs at first what names that it
 * does not have left there. Confined to one thread at a time.
 */
final class RunningFile {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ClConfig config;
  private final Supplier<Map<String, String>> fingerprints;
  private final String beat;
  private final RunningConfigs configs;
  private final Orphans orphans;
  private boolean isWritten;

  RunningFile(
      ClConfig config,
      Supplier<Map<String, String>> fingerprints,
      String beat,
      RunningConfigs configs,
      Orphans orphans) {
    this.config = config;
    this.fingerprints = fingerprints;
    this.beat = beat;
    this.configs = configs;
    this.orphans = orphans;
  }

  /** Writes the configuration at first, and when it is gone; keeps it otherwise. */
  void renew() {
    if (isWritten && configs.renew(beat)) {
      return;
    }
    configs.put(
        new RunningConfig(
            beat, config.file(), fingerprints.get(), Yaml.write(FileKeys.show(config))));
    if (!isWritten) {
      orphans.noteQueues();
      orphans.find().forEach(orphan -> LOG.warn("{}", orphan.text()));
    }
    isWritten = true;
  }
}
