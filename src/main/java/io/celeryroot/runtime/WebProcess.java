// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import java.util.Map;
import java.util.TreeMap;

/** The dashboard alone: a management port without Beat and workers. */
public final class WebProcess extends CamelGeneration {

  /**
   * @param shared with a management port
   * @param generation number of the reading of the file, from 1
   */
  WebProcess(ClConfig config, JvmParts shared, int generation) {
    super(
        new CamelProcess(
            CamelProcess.name("celeryroot-web", generation),
            config,
            new TreeMap<>(),
            Map.of(),
            shared));
  }
}
