// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.keys.TaskKeys;
import java.util.Map;

/**
 * A configuration with every default written out, as maps, lists, texts, numbers and booleans;
 * secrets are {@link io.celeryroot.text.Mask#TEXT}. Written as YAML or JSON it is a cl.yaml that
 * means the same.
 */
public final class EffectiveConfig {

  private EffectiveConfig() {}

  /**
   * The whole file. Includes only those built-in tasks that {@code defaults} of the file changed.
   *
   * @return maps in the order of the reference page; can be changed
   */
  public static Map<String, Object> tree(ClConfig config) {
    return FileKeys.TOP.show(config);
  }

  /** One task, as it stands in cl.yaml. */
  public static Map<String, Object> task(TaskDefinition task) {
    return TaskKeys.TASK.show(task);
  }
}
