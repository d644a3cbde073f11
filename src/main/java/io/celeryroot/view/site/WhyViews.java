// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.why.Answer;
import io.celeryroot.monitor.why.Evidence;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer as text and as an object. */
public final class WhyViews {

  private static final int MOST_NAME = 24;

  private WhyViews() {}

  public static Map<String, Object> document(Answer answer) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("subject", answer.subject().replaceAll(":$", ""));
    document.put("cause", answer.cause().word());
    document.put("answer", answer.sentence());
    document.put("facts", answer.facts().stream().map(WhyViews::document).toList());
    return document;
  }

  private static Map<String, Object> document(Evidence fact) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", fact.name());
    document.put("at", fact.at().map(Text::utc).orElse(null));
    document.put("text", fact.text());
    return document;
  }

  /** Returns the sentence, and a line for each fact; nothing is cut, since it may be copied. */
  public static String text(Answer answer) {
    int width =
        answer.facts().stream()
            .mapToInt(fact -> fact.name().length())
            .filter(length -> length <= MOST_NAME)
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder(Printable.line(answer.sentence())).append('\n');
    for (Evidence fact : answer.facts()) {
      String value = (fact.at().map(Text::utc).orElse("") + " " + fact.text()).strip();
      text.append("  ")
          .append(Printable.line(fact.name()))
          .append(" ".repeat(Math.max(0, width - fact.name().length())))
          .append("  ")
          .append(Printable.line(value))
          .append('\n');
    }
    return text.toString();
  }
}
