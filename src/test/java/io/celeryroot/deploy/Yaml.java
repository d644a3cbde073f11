// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML files of other programs, as trees. */
final class Yaml {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MERGE = "<<";

  private Yaml() {}

  /** All documents of a file, with {@code <<} merged. */
  static List<JsonNode> read(Path file) {
    try {
      List<JsonNode> documents = new ArrayList<>();
      Load load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
      for (Object document : load.loadAllFromString(Files.readString(file))) {
        documents.add(merged(MAPPER.valueToTree(document)));
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode merged(JsonNode node) {
    if (node instanceof ObjectNode map) {
      JsonNode base = map.remove(MERGE);
      if (base != null) {
        merged(base)
            .properties()
            .forEach(entry -> map.putIfAbsent(entry.getKey(), entry.getValue()));
      }
    }
    node.forEach(Yaml::merged);
    return node;
  }
}
