// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.config.Source;
import java.util.List;
import java.util.Optional;

/** A value of the file with its position. */
public sealed interface Node permits Node.Text, Node.Items, Node.Entries {

  Place place();

  default Source source() {
    return place().source();
  }

  default int length() {
    return place().length();
  }

  /** Key path such as {@code schedules.backup.cron}. */
  String path();

  /** The kind of value in words, such as {@code a list}. */
  String kind();

  /** Returns whether the file has the key but nothing behind it. */
  default boolean isEmpty() {
    return false;
  }

  /** Returns whether it holds nothing: no text, no element, no entry. */
  default boolean isHollow() {
    return isEmpty();
  }

  /**
   * A scalar.
   *
   * @param text decoded, before environment placeholders are filled in
   * @param style how it is written
   */
  record Text(Place place, String path, String text, Style style) implements Node {

    @Override
    public String kind() {
      if (style != Style.PLAIN) {
        return "text";
      }
      return switch (text) {
        case "true", "false" -> "true or false";
        default -> text.matches("[-+]?[0-9]+([.][0-9]+)?") ? "a number" : "text";
      };
    }

    @Override
    public boolean isEmpty() {
      return style == Style.PLAIN && List.of("", "~", "null", "Null", "NULL").contains(text);
    }

    /** {@code other} written so that it can take the place of this scalar. */
    public Optional<String> rewritten(String other) {
      return style.write(other);
    }
  }

  record Items(Place place, String path, List<Node> items) implements Node {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public boolean isHollow() {
      return items.isEmpty();
    }
  }

  /**
   * A map; keys are unique.
   *
   * @param owner the key it stands behind; empty for the file and in lists
   */
  record Entries(Place place, Optional<Text> owner, String path, List<Entry> entries)
      implements Node {
    public Entries {
      entries = List.copyOf(entries);
    }

    @Override
    public String kind() {
      return "a map";
    }

    @Override
    public boolean isHollow() {
      return entries.isEmpty();
    }

    public Optional<Entry> entry(String name) {
      for (Entry entry : entries) {
        if (entry.name().equals(name)) {
          return Optional.of(entry);
        }
      }
      return Optional.empty();
    }

    public List<String> names() {
      return entries.stream().map(Entry::name).toList();
    }
  }

  /**
   * A key and its value.
   *
   * @param key has the path of the value
   */
  record Entry(Text key, Node value) {
    public String name() {
      return key.text();
    }
  }
}
