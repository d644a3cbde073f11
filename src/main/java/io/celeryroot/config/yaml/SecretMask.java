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

  /** Parts of a name, between {@code _} and {@code -}, that tell of a secret. */
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i)(?:^|.*[^a-z0-9])(?:api|access|private|secret)?"
              + "(?:pass|passwd|password|passphrase|pwd|secret|token|key|auth|cred|credential)s?"
              + "(?:[^a-z0-9].*|$)");

  private static final Pattern HOLDS_SECRETS =
      Pattern.compile("(?i)(?:.*[.])?(?:env|params|default|redis)(?:[.].*)?");

  private static final Pattern SUSPICIOUS =
      Pattern.compile("(?i)://|\\b(?:env|params|default|redis)\\b|pass|secret|token|key|auth|cred");

  /** Keys of a parameter whose values everybody may see. */
  private static final Pattern OPEN =
      Pattern.compile(
          "^\\s*(?:- )?[\"']?(?:required|pattern|choices|secret|many|description)[\"']?\\s*:");

  private SecretMask() {}

  /** Returns true if a key by this name may stand before a secret. */
  public static boolean isTelling(String name) {
    return TELLING.matcher(name).matches();
  }

  /** Returns true unless neither the path of a value nor its text can be one of a secret. */
  static boolean mayBeSecret(String path, String written) {
    return HOLDS_SECRETS.matcher(path).matches()
        || isTelling(path)
        || SUSPICIOUS.matcher(written).find();
  }

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
      boolean isOpen = inside && OPEN.matcher(line).find();
      boolean isHidden = (inside || sensitive >= 0) && !isOpen;
      masked.append(isHidden ? hideValue(line) : hideAll(line, PASSWORD, 0));
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
