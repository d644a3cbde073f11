// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.TreeBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds included files to the tree of the file that includes them. Their sections are joined by
 * name; every value keeps its position in its own file. What is in two files is reported. Confined
 * to one reading.
 */
final class Inclusion {

  private static final Fix IF_EMPTY =
      Fix.say("delete it, or write a section to it, such as schedules:");

  private final Reading reading;
  private final IncludedFiles files;
  private final Map<String, SourceText> texts = new LinkedHashMap<>();

  Inclusion(Reading reading, IncludedFiles files) {
    this.reading = reading;
    this.files = files;
  }

  /** Returns the tree with what it includes. */
  Node merge(Node tree) {
    if (!(tree instanceof Node.Entries top)) {
      return tree;
    }
    Node.Entries whole = top;
    for (Scalar pattern : patterns(top)) {
      Map<String, String> found =
          reading.parse(pattern, value -> files.find(value.text())).orElse(Map.of());
      for (Map.Entry<String, String> file : found.entrySet()) {
        if (!texts.containsKey(file.getKey())) {
          whole = join(whole, file.getKey(), file.getValue());
        }
      }
    }
    return whole;
  }

  /** Texts of the included files, by name. */
  Map<String, SourceText> texts() {
    return texts;
  }

  private List<Scalar> patterns(Node.Entries top) {
    return top.entry(FileKeys.INCLUDE.name())
        .map(entry -> reading.scalars(entry.value(), FileKeys.INCLUDE.type().label(), "text"))
        .orElse(List.of());
  }

  private Node.Entries join(Node.Entries whole, String name, String text) {
    SourceText source = new SourceText(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    texts.put(name, source);
    Optional<Node> tree =
        TreeBuilder.build(source, reading.problems(), reading.secrets(), IF_EMPTY);
    return tree.flatMap(
            node -> reading.map(node, () -> Fix.say("write sections, such as schedules:")))
        .map(added -> join(whole, added, 0))
        .orElse(whole);
  }

  /** Joins maps: of the file at level 0, of its sections at level 1. */
  private Node.Entries join(Node.Entries base, Node.Entries added, int level) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    base.entries().forEach(entry -> entries.put(entry.name(), entry));
    for (Node.Entry entry : added.entries()) {
      Node.Entry other = entries.get(entry.name());
      if (level == 0 && entry.name().equals(FileKeys.INCLUDE.name())) {
        report(entry, "an included file includes no others", "write it to the main file");
      } else if (other == null) {
        entries.put(entry.name(), entry);
      } else if (level == 0
          && other.value() instanceof Node.Entries below
          && entry.value() instanceof Node.Entries above) {
        entries.put(entry.name(), new Node.Entry(other.key(), join(below, above, 1)));
      } else {
        report(entry, "defined twice, also at " + other.key().source(), "rename or delete one");
      }
    }
    return new Node.Entries(
        base.place(), base.owner(), base.path(), new ArrayList<>(entries.values()));
  }

  private void report(Node.Entry entry, String message, String hint) {
    reading.report(entry.key(), "duplicate-key", message, Fix.say(hint));
  }
}
