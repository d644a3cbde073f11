// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.text.Quote;
import java.util.Optional;
import java.util.regex.Pattern;

/** The form of the names that users give. */
public enum NameRule {
  /** Roles, tasks, schedules, environments: file names, Redis keys and route ids hold them. */
  NAME(
      "[A-Za-z][A-Za-z0-9_-]{0,63}",
      "letters, digits, \"_\" and \"-\", a letter first, at most 64"),
  VARIABLE("[A-Za-z_][A-Za-z0-9_]{0,63}", "letters, digits and \"_\", no digit first, at most 64");

  private final String form;
  private final Pattern pattern;
  private final String need;

  NameRule(String pattern, String need) {
    this.form = pattern;
    this.pattern = Pattern.compile(pattern);
    this.need = need;
  }

  String schemaPattern() {
    return "^" + form + "$";
  }

  /** Reports a name that has another form. */
  public boolean check(Reading reading, Node.Text name) {
    if (!pattern.matcher(name.text()).matches()) {
      reading.report(
          name, "name", "not a name (" + need + "): " + Quote.of(name.text()), fix(name));
      return false;
    }
    if (this == VARIABLE && name.text().startsWith("CL_")) {
      reading.report(
          name,
          "name",
          "names that begin with CL_ are Celeryroot's: " + Quote.of(name.text()),
          Fix.NONE);
      return false;
    }
    return true;
  }

  private Fix fix(Node.Text name) {
    String other = name.text().replaceAll("[^A-Za-z0-9_]+", "_").replaceFirst("_$", "");
    return Fix.suggest(name, Optional.of(other).filter(text -> pattern.matcher(text).matches()));
  }
}
