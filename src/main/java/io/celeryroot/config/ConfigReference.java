// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import io.celeryroot.config.keys.ClYaml;
import io.celeryroot.config.keys.Key;
import io.celeryroot.config.keys.Section;
import io.celeryroot.config.keys.Shape;

/** The reference page of cl.yaml, {@code docs/cl-yaml.md}. */
public final class ConfigReference {

  private static final String INTRODUCTION =
      """
      <!-- SPDX-License-Identifier: Apache-2.0 -->
      <!-- Generated from the code; write it anew with: mvn test -Dtest=ConfigDocsTest -Dcl.regenerate=true -->

      # cl.yaml

      One file says what runs when on which hosts. `cl config validate` checks it and tells all mistakes at once, each with
      its place and its fix; `cl config show` prints it with all defaults; `cl config init` writes a first one. For an editor,
      keep [`cl.schema.json`](cl.schema.json) (`cl config schema`) beside the file and begin the file with
      `# yaml-language-server: $schema=cl.schema.json`.

      ## How values are written

      - **Durations** are a whole number and a unit: `500ms`, `90s`, `10m`, `24h`, `7d`; at most ten years. **Sizes**: `512B`,
        `64KB`, `1MB`; the units are powers of 1024. A number without a unit is a mistake.
      - **Truth values** are `true` and `false` only.
      - **Names** of roles, tasks, schedules and environments: letters, digits, `_` and `-`, a letter first, at most 64. Names of
        parameters and environment variables: letters, digits and `_`, no digit first; those that begin with `CL_` are taken.
      - **Host names** are those of RFC 1123, or shell globs.
      - **Environment variables**: `${NAME}` stands for the value of the variable, `${NAME:-default}` has a default for when it is
        not set or empty, `$${` is a literal `${`. They are filled in when the file is read, in values but not in keys; `script`
        is left as it is, because `${NAME}` there belongs to the shell.
      - **Secrets** are the password in `redis.url`, the values of `env`, and the values of parameters with `secret: true`. They are
        never shown. `***` stands in their place in what `cl config show` prints.
      - YAML is read as version 1.2: `yes` and `on` are text. Anchors, aliases and merge keys (`<<`) work; tags and a second
        document do not. The file is UTF-8 and not larger than 3 MB.
      """;

  private ConfigReference() {}

  /** Markdown with a table and an example for each section; ends with a line break. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    ClYaml.sections().forEach(section -> page.append('\n').append(section(section)));
    return page.toString();
  }

  private static String section(Section section) {
    StringBuilder text = new StringBuilder();
    String title = section.path().isEmpty() ? "The file" : "`" + section.path() + "`";
    text.append("## ").append(title).append("\n\n").append(section.summary()).append("\n\n");
    text.append("```yaml\n").append(section.example()).append("```\n\n");
    text.append("| key | type | default | meaning |\n|-|-|-|-|\n");
    section.keys().forEach(key -> text.append(row(key)));
    return text.toString();
  }

  private static String row(Key key) {
    return "| `"
        + key.name()
        + "` | "
        + type(key.shape())
        + " | "
        + defaultText(key)
        + " | "
        + key.meaning().replace("|", "\\|")
        + " |\n";
  }

  private static String type(Shape shape) {
    StringBuilder type = new StringBuilder(shape.kind().label());
    if (!shape.choices().isEmpty()) {
      type.append(": `").append(String.join("`, `", shape.choices())).append('`');
    }
    boolean number =
        shape.kind() == Shape.Kind.WHOLE
            || shape.kind() == Shape.Kind.WHOLES
            || shape.kind() == Shape.Kind.DECIMAL;
    if (number && shape.max().isPresent()) {
      type.append(", ")
          .append(shape.min().getAsLong())
          .append(" to ")
          .append(shape.max().getAsLong());
    }
    if (shape.kind() == Shape.Kind.SIZE && shape.max().isPresent()) {
      type.append(", at most ").append(Sizes.format(shape.max().getAsLong()));
    }
    return type.toString();
  }

  private static String defaultText(Key key) {
    if (key.required()) {
      return "**required**";
    }
    String text = key.defaultText();
    return text.isEmpty() ? "" : text.contains(" ") ? text : "`" + text + "`";
  }
}
