// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.queue.host.RunningConfigs;
import io.celeryroot.text.Yaml;

/** Shows others in Redis which configuration this Beat runs. Confined to one thread at a time. */
final class RunningFile {

  private final ClConfig config;
  private final String beat;
  private final RunningConfigs configs;
  private boolean isWritten;

  RunningFile(ClConfig config, String beat, RunningConfigs configs) {
    this.config = config;
    this.beat = beat;
    this.configs = configs;
  }

  /** Writes the configuration at first, and when it is gone; keeps it otherwise. */
  void renew() {
    if (isWritten && configs.renew(beat)) {
      return;
    }
    configs.put(
        new RunningConfig(
            beat, config.file(), Fingerprints.of(config), Yaml.write(FileKeys.show(config))));
    isWritten = true;
  }
}
