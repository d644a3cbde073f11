// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a URI that may be secrets: user information, values of options that are not known to
 * be harmless, and parts of the path that look like tokens, as those of webhooks do.
 *
 * @param text the URI, perhaps with placeholders {@code ${NAME}}, which everybody may see
 */
public record SecretUri(String text) {

  private static final Pattern USER_INFO = Pattern.compile("://([^/?#]*)@");
  private static final Pattern SEGMENT = Pattern.compile("/([^/?#]+)");
  private static final Pattern OPTION = Pattern.compile("[?&]([^=&#]*)=([^&#]*)");

  /** Parts of a URI in a message; a value that is marked as raw may hold any character. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "://(?<user>[^/?#\\s]+)@"
              + "|[?&](?<name>[\\w.-]+)=(?<value>RAW\\(.*?\\)(?=\\W|$)|RAW\\{.*?\\}(?=\\W|$)"
              + "|(?:(?![\\])\"'.,:;]+(?:[&\\s]|$))[^&\\s])+)");

  private static final Pattern PLACEHOLDERS = Pattern.compile("(\\$\\{[^}]*\\})+");
  private static final int LONGEST_WORD = 19;
  private static final int LONGEST_WORD_WITH_DIGITS = 15;

  /** Options, in lower case, whose values everybody may see. */
  private static final Set<String> HARMLESS =
      Set.of(
          "to",
          "cc",
          "bcc",
          "from",
          "replyto",
          "subject",
          "contenttype",
          "httpmethod",
          "level",
          "marker",
          "filename",
          "connectiontimeout",
          "name",
          "channel",
          "task",
          "hosts");

  /** A range of characters; {@code end} is behind its last. */
  public record Range(int start, int end) {}

  /** Returns the ranges that must not be shown, in order. */
  public List<Range> secrets() {
    List<Range> ranges = new ArrayList<>();
    int query = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
    int host = text.indexOf("://");
    Matcher user = USER_INFO.matcher(text).region(0, query);
    int path = text.indexOf('/', host < 0 ? 0 : host + 3);
    if (user.find()) {
      add(ranges, user, 1);
      path = text.indexOf('/', user.end());
    }
    if (path >= 0 && path < query) {
      Matcher segment = SEGMENT.matcher(text).region(path, query);
      while (segment.find()) {
        if (isToken(segment.group(1))) {
          add(ranges, segment, 1);
        }
      }
    }
    Matcher option = OPTION.matcher(text).region(query, text.length());
    while (option.find()) {
      if (!isHarmless(option.group(1))) {
        add(ranges, option, 2);
      }
    }
    return ranges;
  }

  /** Returns true if a part of it must not be shown. */
  public boolean hasSecrets() {
    return !secrets().isEmpty();
  }

  /** Returns the text with {@link Mask#TEXT} for each secret. */
  public String masked() {
    StringBuilder masked = new StringBuilder();
    int from = 0;
    for (Range range : secrets()) {
      masked.append(text, from, range.start()).append(Mask.TEXT);
      from = range.end();
    }
    return masked.append(text.substring(from)).toString();
  }

  /**
   * Returns a text of others with {@link Mask#TEXT} for user and options of URIs that it quotes.
   */
  public static String maskedIn(String text) {
    StringBuilder masked = new StringBuilder();
    Matcher quoted = QUOTED.matcher(text);
    int from = 0;
    while (quoted.find()) {
      String group = quoted.group("user") == null ? "value" : "user";
      boolean isShown =
          isFromOutside(quoted.group(group))
              || (group.equals("value") && isHarmless(quoted.group("name")));
      if (!isShown) {
        masked.append(text, from, quoted.start(group)).append(Mask.TEXT);
        from = quoted.end(group);
      }
    }
    return masked.append(text.substring(from)).toString();
  }

  private static boolean isHarmless(String option) {
    return HARMLESS.contains(option.toLowerCase(Locale.ROOT));
  }

  private static void add(List<Range> ranges, Matcher found, int group) {
    String value = found.group(group);
    if (!value.isEmpty() && !isFromOutside(value)) {
      ranges.add(new Range(found.start(group), found.end(group)));
    }
  }

  private static boolean isFromOutside(String value) {
    return PLACEHOLDERS.matcher(value).matches();
  }

  private static boolean isToken(String segment) {
    boolean hasDigit = segment.chars().anyMatch(c -> c >= '0' && c <= '9');
    return segment.length() > (hasDigit ? LONGEST_WORD_WITH_DIGITS : LONGEST_WORD);
  }

  @Override
  public String toString() {
    return masked();
  }
}
