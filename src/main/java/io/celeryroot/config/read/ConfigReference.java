// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClassPathText;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;

/** The reference page of cl.yaml, {@code docs/cl-yaml.md}. */
public final class ConfigReference {

  private static final String FOLDER = "/io/celeryroot/config/reference/";

  private ConfigReference() {}

  /** Markdown with a table and an example for each section; ends with a line break. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(ClassPathText.of(FOLDER + "introduction.md"));
    FileKeys.sections().forEach(section -> page.append('\n').append(section(section)));
    return page.toString();
  }

  private static String section(Section<?> section) {
    Section.About about = section.about();
    StringBuilder text = new StringBuilder();
    String title = about.path().isEmpty() ? "The file" : "`" + about.path() + "`";
    text.append("## ").append(title).append("\n\n").append(about.summary()).append("\n\n");
    text.append("```yaml\n").append(example(section)).append("```\n\n");
    text.append("| key | type | default | meaning |\n|-|-|-|-|\n");
    section.keys().forEach(key -> text.append(row(key)));
    return text.toString();
  }

  /** A whole file that shows a section. */
  static String example(Section<?> section) {
    return ClassPathText.of(FOLDER + section.name() + ".yaml");
  }

  private static String row(Key<?, ?> key) {
    return "| `"
        + key.name()
        + "` | "
        + key.type().label()
        + key.type().limits()
        + " | "
        + defaultText(key)
        + " | "
        + key.meaning().replace("|", "\\|")
        + " |\n";
  }

  private static String defaultText(Key<?, ?> key) {
    if (key.required()) {
      return "**required**";
    }
    String text = key.defaultText();
    return text.isEmpty() ? "" : text.contains(" ") ? text : "`" + text + "`";
  }
}
