// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays one entry of {@code environments} over the file. The others are read too, so that their
 * mistakes are found now; missing environment variables are not reported there.
 */
final class Environments {

  private final Reading reading;
  private final String file;
  private final HostLists lists;

  Environments(Reading reading, String file, HostLists lists) {
    this.reading = reading;
    this.file = file;
    this.lists = lists;
  }

  Optional<ClConfig> read(Node tree, Optional<String> chosen) {
    List<Node.Entry> overlays = tree instanceof Node.Entries top ? overlays(top) : List.of();
    Optional<Node.Entry> overlay =
        chosen.flatMap(
            name -> overlays.stream().filter(entry -> entry.name().equals(name)).findFirst());
    if (chosen.isPresent() && overlay.isEmpty()) {
      noEnvironment(chosen.get(), overlays);
    }
    Node effective = overlay.isPresent() ? merge(tree, overlay.get().value()) : tree;
    Optional<ClConfig> config = new FileReading(reading, file, lists).read(effective);
    overlays.stream()
        .filter(entry -> !entry.equals(overlay.orElse(null)))
        .forEach(entry -> check(tree, entry.value()));
    return config;
  }

  private List<Node.Entry> overlays(Node.Entries top) {
    return Values.unchecked(reading, top, FileKeys.TOP)
        .find(FileKeys.ENVIRONMENTS)
        .orElse(List.of())
        .stream()
        .map(values -> new Node.Entry(values.key(), values.map()))
        .toList();
  }

  private void noEnvironment(String name, List<Node.Entry> overlays) {
    List<String> names = overlays.stream().map(Node.Entry::name).toList();
    String listed =
        names.isEmpty()
            ? "; the file has none"
            : Nearest.listed(FileKeys.ENVIRONMENTS.name(), names);
    String hint =
        Nearest.to(name, names)
            .map(other -> "write --env " + other)
            .orElse("leave --env away, or add the name to \"environments\"");
    reading
        .problems()
        .add(
            new Problem(
                new Source(file, 0, 0),
                FileKeys.ENVIRONMENTS.name(),
                "no environment " + Quote.of(name) + listed,
                hint,
                Optional.empty(),
                0,
                "unknown-name"));
  }

  /** Reports the mistakes in an overlay that was not chosen. */
  private void check(Node top, Node overlay) {
    Reading lenient = reading.lenient();
    new FileReading(lenient, file, lists).read(merge(top, overlay));
    String prefix = overlay.path() + ".";
    lenient.problems().sorted().stream()
        .filter(problem -> (problem.path() + ".").startsWith(prefix))
        .forEach(reading.problems()::add);
  }

  private static Node merge(Node base, Node overlay) {
    if (!(base instanceof Node.Entries below) || !(overlay instanceof Node.Entries above)) {
      return overlay;
    }
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : below.entries()) {
      entries.add(
          above
              .entry(entry.name())
              .map(
                  over ->
                      new Node.Entry(
                          entry.value() instanceof Node.Entries ? entry.key() : over.key(),
                          merge(entry.value(), over.value())))
              .orElse(entry));
    }
    above.entries().stream()
        .filter(entry -> below.entry(entry.name()).isEmpty())
        .forEach(entries::add);
    return new Node.Entries(below.place(), below.owner(), below.path(), entries);
  }
}
