// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.diff;

import static java.util.Objects.requireNonNull;

import io.celeryroot.text.HostRanges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One difference of two configurations.
 *
 * @param section top-level key of cl.yaml
 * @param name of an entry of the section; empty text: the section itself
 * @param key below it, levels joined by dots; empty text: the entry as a whole
 * @param from value before, as {@code cl config show} writes it; empty: not there
 * @param to value afterwards; empty: not there
 */
public record Change(
    String section,
    String name,
    String key,
    Kind kind,
    Optional<Object> from,
    Optional<Object> to) {

  /** Kinds of differences. */
  public enum Kind {
    /** An entry or key is new. */
    ADDED,
    /** An entry or key is gone. */
    REMOVED,
    /** An entry has another name: {@code from} is the name before. */
    RENAMED,
    /** A value is another one. */
    CHANGED,
    /** A secret is another one; no value is told. */
    SECRET
  }

  public Change {
    requireNonNull(section, "section");
    requireNonNull(kind, "kind");
  }

  /** Returns the path of what changed, such as {@code schedules.backup.cron}. */
  public String path() {
    return List.of(section, name, key).stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("."));
  }

  /** Returns the difference as text without the path; empty text: the path and sign say it all. */
  public String words() {
    return switch (kind) {
      case SECRET -> "another secret";
      case RENAMED -> "was " + from.orElse("");
      case ADDED -> key.isEmpty() ? "" : text(to.orElse(""));
      case REMOVED -> key.isEmpty() ? "" : "was " + text(from.orElse(""));
      case CHANGED -> changed(from.orElse(""), to.orElse(""));
    };
  }

  private static String changed(Object from, Object to) {
    if (!(from instanceof Collection<?> before && to instanceof Collection<?> after)) {
      return text(from) + " -> " + text(to);
    }
    List<String> parts = new ArrayList<>();
    Collection<?> added = without(expanded(after), expanded(before));
    Collection<?> removed = without(expanded(before), expanded(after));
    if (!removed.isEmpty()) {
      parts.add("without " + text(removed));
    }
    if (!added.isEmpty()) {
      parts.add("with " + text(added));
    }
    return parts.isEmpty() ? "in the order " + Texts.inOrder(after) : String.join(", ", parts);
  }

  /** Lists the hosts of ranges one by one. */
  private static Collection<?> expanded(Collection<?> all) {
    return all.stream()
        .flatMap(
            one ->
                one instanceof String text && HostRanges.isRange(text)
                    ? HostRanges.expand(text).stream()
                    : Stream.of(one))
        .toList();
  }

  private static Collection<?> without(Collection<?> all, Collection<?> others) {
    return all.stream().filter(one -> !others.contains(one)).toList();
  }

  private static String text(Object value) {
    return Texts.of(value);
  }
}
