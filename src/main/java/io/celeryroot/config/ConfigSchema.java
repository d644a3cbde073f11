// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.celeryroot.config.keys.ClYaml;
import io.celeryroot.config.keys.SchemaTree;

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
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    try {
      return mapper.writeValueAsString(SchemaTree.of(ClYaml.TOP)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("schema of cl.yaml", e);
    }
  }
}
