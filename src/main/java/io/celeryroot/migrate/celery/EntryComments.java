// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.python.Comment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The comments around the entries of a schedule: text right above an entry describes it, other
 * lines between two entries stay comments.
 */
final class EntryComments {

  private static final Pattern CODE =
      Pattern.compile("[\"'].*[:,{}(]\\s*|.*[\"']\\s*:.*|[{}()\\[\\]\\s,]*|.*[{(,]|.*\\)");
  private static final Pattern NOTE_TO_TOOLS =
      Pattern.compile("(?i)(?:noqa|type:|pylint|fmt:|pragma|nosec|TODO|FIXME)\\b.*");

  private final TreeMap<Integer, Comment> alone = new TreeMap<>();
  private final Map<Integer, Comment> trailing = new TreeMap<>();

  EntryComments(List<Comment> comments) {
    for (Comment comment : comments) {
      (comment.isAlone() ? alone : trailing).put(comment.line(), comment);
    }
  }

  /**
   * Returns the text that describes an entry: that above it, else that behind its schedule.
   *
   * @param line of the entry
   * @param scheduleLine of its schedule
   */
  String description(int line, int scheduleLine) {
    String above =
        above(line).stream()
            .filter(Predicate.not(EntryComments::isCode))
            .map(Comment::text)
            .map(EntryComments::plain)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" "));
    Comment behind = trailing.get(scheduleLine);
    return !above.isEmpty()
        ? above
        : behind == null || NOTE_TO_TOOLS.matcher(behind.text()).matches()
            ? ""
            : plain(behind.text());
  }

  /**
   * Returns the other comments between two entries.
   *
   * @param after last line of the entry before
   * @param line of the entry
   */
  List<String> between(int after, int line) {
    List<Comment> above = above(line);
    if (after >= line) {
      return List.of();
    }
    return alone.subMap(after, false, line, false).values().stream()
        .filter(comment -> isCode(comment) || !above.contains(comment))
        .map(Comment::text)
        .filter(text -> !plain(text).isEmpty())
        .toList();
  }

  /** Returns the comments on the lines right above a line. */
  private List<Comment> above(int line) {
    List<Comment> above = new ArrayList<>();
    for (int i = line - 1; alone.containsKey(i); i--) {
      above.add(0, alone.get(i));
    }
    return above;
  }

  private static boolean isCode(Comment comment) {
    return CODE.matcher(comment.text()).matches()
        || NOTE_TO_TOOLS.matcher(comment.text()).matches();
  }

  /** Removes what was drawn around a text. */
  private static String plain(String text) {
    return text.replaceAll("[\\u2500-\\u257F=*#~_-]{2,}", " ").strip();
  }
}
