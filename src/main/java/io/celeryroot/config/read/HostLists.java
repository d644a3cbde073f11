// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.keys.RoleKeys;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Place;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.Style;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Puts the hosts of files into the roles that name such files. A host keeps its position in its
 * file. Confined to one reading.
 */
final class HostLists {

  private final Inputs files;
  private final Map<String, SourceText> texts = new LinkedHashMap<>();

  HostLists(Inputs files) {
    this.files = files;
  }

  /** Texts of the files, by name. */
  Map<String, SourceText> texts() {
    return texts;
  }

  /** Everything that the reading has looked at so far. */
  Map<Path, String> inputs() {
    return files.marks();
  }

  /** Returns a tree whose roles have their hosts. */
  Node expand(Reading reading, Node tree) {
    return tree instanceof Node.Entries top
        ? each(
            top,
            section ->
                section.name().equals(FileKeys.WORKERS.name())
                        && section.value() instanceof Node.Entries roles
                    ? new Node.Entry(section.key(), each(roles, role -> role(reading, role)))
                    : section)
        : tree;
  }

  private static Node.Entries each(Node.Entries map, UnaryOperator<Node.Entry> change) {
    return new Node.Entries(
        map.place(), map.owner(), map.path(), map.entries().stream().map(change).toList());
  }

  private Node.Entry role(Reading reading, Node.Entry role) {
    Optional<Node.Entry> wish =
        role.value() instanceof Node.Entries keys
            ? keys.entry(RoleKeys.HOSTNAMES_FILE.name())
            : Optional.empty();
    if (wish.isEmpty()) {
      return role;
    }
    Node.Entries keys = (Node.Entries) role.value();
    if (keys.entry(RoleKeys.HOSTNAMES.name()).isPresent()) {
      reading.report(
          wish.get().key(),
          "no-effect",
          "\"hostnames_file\" beside \"hostnames\", need one of them",
          Fix.say("delete one, or move the hosts into the file"));
      return role;
    }
    List<Node.Entry> entries = new ArrayList<>(keys.entries());
    hosts(reading, wish.get()).ifPresent(entries::add);
    return new Node.Entry(
        role.key(), new Node.Entries(keys.place(), keys.owner(), keys.path(), entries));
  }

  /** The key {@code hostnames} with what the file has; empty: it has nothing, which is reported. */
  private Optional<Node.Entry> hosts(Reading reading, Node.Entry wish) {
    String path = wish.key().path();
    List<Node> hosts = new ArrayList<>();
    Optional<Scalar> name = reading.scalar(wish.value(), RoleKeys.HOSTNAMES_FILE.type().label());
    Optional<Map<String, String>> found =
        name.flatMap(value -> reading.parse(value, file -> files.find(file.text())));
    found.ifPresent(all -> all.forEach((file, text) -> hosts.addAll(hosts(file, text, path))));
    if (hosts.isEmpty()) {
      found.ifPresent(
          all ->
              reading.report(
                  wish.value(),
                  "empty",
                  "no host in " + (all.isEmpty() ? "any such file" : "the file"),
                  Fix.say("write host names, ranges or globs into it, one a line")));
      return Optional.empty();
    }
    Node.Text key = wish.key();
    return Optional.of(
        new Node.Entry(
            new Node.Text(key.place(), path, RoleKeys.HOSTNAMES.name(), key.style()),
            new Node.Items(wish.value().place(), path, hosts)));
  }

  private List<Node> hosts(String file, String content, String path) {
    String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
    SourceText source = texts.computeIfAbsent(file, name -> new SourceText(name, text));
    List<Node> hosts = new ArrayList<>();
    int lineStart = 0;
    for (String line : text.split("\n", -1)) {
      String entry = line.replaceFirst("#.*", "");
      String host = entry.strip();
      if (!host.isEmpty()) {
        int before = entry.length() - entry.stripLeading().length();
        int start = lineStart + entry.codePointCount(0, before);
        int length = host.codePointCount(0, host.length());
        Place place = new Place(source.sourceAt(start), start, start + length, length);
        hosts.add(new Node.Text(place, path + "[" + hosts.size() + "]", host, Style.PLAIN));
      }
      lineStart += line.codePointCount(0, line.length()) + 1;
    }
    return hosts;
  }
}
