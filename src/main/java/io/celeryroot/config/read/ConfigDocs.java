// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClassPathText;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Section;
import io.celeryroot.text.Json;
import io.celeryroot.text.Yaml;
import java.util.Map;

/** Texts about cl.yaml for people and editors. */
public final class ConfigDocs {

  private static final String FOLDER = "/io/celeryroot/config/";

  private ConfigDocs() {}

  /**
   * The file that {@code cl config init} writes: commented, valid as it is; expects {@code
   * cl.schema.json} beside it for editors.
   */
  public static String template() {
    return ClassPathText.of(FOLDER + "template.yaml");
  }

  /**
   * The JSON Schema, from the same definitions that the reader checks by. It accepts every file
   * that the reader accepts; it cannot say all that the reader says.
   *
   * @return JSON Schema draft-07, which editors know best; with a line break at the end
   */
  public static String jsonSchema() {
    Schemas schemas = new Schemas();
    Map<String, Object> tree =
        Yaml.map("$schema", "http://json-schema.org/draft-07/schema#", "title", "cl.yaml");
    tree.putAll(FileKeys.TOP.schema(schemas));
    tree.put("definitions", schemas.definitions());
    return Json.indented(tree) + "\n";
  }

  /**
   * The reference page, {@code docs/cl-yaml.md}.
   *
   * @return Markdown with a table and an example for each section; ends with a line break
   */
  public static String reference() {
    StringBuilder page = new StringBuilder(ClassPathText.of(FOLDER + "reference/introduction.md"));
    FileKeys.sections().forEach(section -> page.append('\n').append(section(section)));
    return page.toString();
  }

  private static String section(Section<?> section) {
    String title = section.path().isEmpty() ? "The file" : "`" + section.path() + "`";
    StringBuilder text = new StringBuilder();
    text.append("## ").append(title).append("\n\n").append(wrapped(section.summary())).append("\n");
    text.append("```yaml\n").append(example(section)).append("```\n\n");
    text.append("| key | type | default | meaning |\n|-|-|-|-|\n");
    section.keys().forEach(key -> text.append(row(key)));
    return text.toString();
  }

  /** Lines of at most 120 characters, each with a line break. */
  private static String wrapped(String text) {
    return text.replaceAll("(.{1,120})(?: |$)", "$1\n");
  }

  /** A whole file that shows a section. */
  static String example(Section<?> section) {
    return ClassPathText.of(FOLDER + "reference/" + section.name() + ".yaml");
  }

  private static String row(Key<?, ?> key) {
    String type = key.type().label() + key.type().limits();
    return "| `%s` | %s | %s | %s |\n"
        .formatted(key.name(), type, defaultText(key), key.meaning().replace("|", "\\|"));
  }

  private static String defaultText(Key<?, ?> key) {
    if (key.required()) {
      return "**required**";
    }
    String text = key.defaultText();
    return text.isEmpty() ? "" : text.contains(" ") ? text : "`" + text + "`";
  }
}
