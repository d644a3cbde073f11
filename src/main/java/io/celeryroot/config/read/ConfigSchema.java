// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.text.Json;
import java.util.Map;

/** The JSON Schema of cl.yaml, for editors. */
public final class ConfigSchema {

  private ConfigSchema() {}

  /**
   * The schema, from the same definitions that the reader checks by. It accepts every file that the
   * reader accepts; it cannot say all that the reader says.
   *
   * @return JSON Schema draft-07, which editors know best; with a line break at the end
   */
  public static String jsonSchema() {
    return Json.indented(tree()) + "\n";
  }

  private static Map<String, Object> tree() {
    Schemas schemas = new Schemas();
    Map<String, Object> tree =
        Schemas.ordered("$schema", "http://json-schema.org/draft-07/schema#", "title", "cl.yaml");
    tree.putAll(FileKeys.TOP.schema(schemas));
    tree.put("definitions", schemas.definitions());
    return tree;
  }
}
