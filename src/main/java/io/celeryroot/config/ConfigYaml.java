// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Maps, lists, texts, numbers and booleans as YAML for people. */
public final class ConfigYaml {

  private ConfigYaml() {}

  /**
   * Writes a tree, such as {@link EffectiveConfig#tree}.
   *
   * @param tree keys keep their order
   * @return YAML in block style, with a line break at the end
   */
  public static String write(Map<String, Object> tree) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndent(2)
            .setWidth(120)
            .setSplitLines(false)
            .build();
    return new Dump(settings).dumpToString(tree);
  }
}
