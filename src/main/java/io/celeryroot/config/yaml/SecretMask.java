// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces each character of a secret in a text by a star, so that columns stay as they are. */
public final class SecretMask {

  private static final Pattern PASSWORD = Pattern.compile("://[^\\s\"']*@");
  private static final Pattern SENSITIVE =
      Pattern.compile("^(?<indent>[ \\t]*(?:- )?)[\"']?(?:env|params|default)[\"']?[ \\t]*:");
  private static final Pattern VALUE = Pattern.compile(":(?<value>\\s.*)$");

  private SecretMask() {}

  /** Hides the places in {@code secrets}. */
  public static String mask(SourceText text, List<Place> secrets) {
    int[] points = text.slice(0, text.size()).codePoints().toArray();
    for (Place place : secrets) {
      hide(points, place.start(), Math.min(place.end(), points.length));
    }
    return new String(points, 0, points.length);
  }

  /** Hides everything that may be a secret in a text that is not YAML. */
  public static String guess(String text) {
    StringBuilder masked = new StringBuilder();
    int sensitive = -1;
    for (String line : text.split("(?<=\n)|(?<=\r)(?!\n)", -1)) {
      int indent = line.length() - line.stripLeading().length();
      boolean inside = sensitive >= 0 && (line.isBlank() || indent > sensitive);
      Matcher key = SENSITIVE.matcher(line);
      sensitive = inside ? sensitive : key.find() ? indent : -1;
      masked.append(inside || sensitive >= 0 ? hideValue(line) : hideAll(line, PASSWORD, 0));
    }
    return masked.toString();
  }

  private static String hideValue(String line) {
    return VALUE.matcher(line).find()
        ? hideAll(line, VALUE, 1)
        : hideAll(line, Pattern.compile("\\S.*"), 0);
  }

  private static String hideAll(String line, Pattern pattern, int group) {
    Matcher matcher = pattern.matcher(line);
    int[] points = line.codePoints().toArray();
    while (matcher.find()) {
      hide(
          points,
          line.codePointCount(0, matcher.start(group)),
          line.codePointCount(0, matcher.end(group)));
    }
    return new String(points, 0, points.length);
  }

  private static void hide(int[] points, int start, int end) {
    for (int i = start; i < end; i++) {
      points[i] = Character.isWhitespace(points[i]) ? points[i] : '*';
    }
  }
}
