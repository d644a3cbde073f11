// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Builds nodes from YAML text: resolves aliases and merge keys, and refuses duplicate keys and a
 * second document.
 */
public final class TreeBuilder {

  /** The number of values that is never too many. */
  private static final int MAX_NODES = 100_000;

  private static final Set<String> TAGS =
      Set.of(
          "tag:yaml.org,2002:str",
          "tag:yaml.org,2002:int",
          "tag:yaml.org,2002:float",
          "tag:yaml.org,2002:bool",
          "tag:yaml.org,2002:null",
          "tag:yaml.org,2002:seq",
          "tag:yaml.org,2002:map",
          "tag:yaml.org,2002:merge",
          "!ENV_VARIABLE");

  private final SourceText text;

  /** The limit of values, which only aliases of aliases exceed: each other takes a character. */
  private final int maxNodes;

  private final Problems problems;
  private final Deque<org.snakeyaml.engine.v2.nodes.Node> open = new ArrayDeque<>();
  private final List<Place> dropped;
  private final Fix ifEmpty;
  private int nodes;

  private TreeBuilder(SourceText text, Problems problems, List<Place> dropped, Fix ifEmpty) {
    this.dropped = dropped;
    this.ifEmpty = ifEmpty;
    this.text = text;
    this.maxNodes = Math.max(MAX_NODES, text.size());
    this.problems = problems;
  }

  /**
   * The tree of the file; empty when its YAML cannot be read or holds nothing, which is reported.
   *
   * @param dropped receives the places of values that are not in the tree, since they may be
   *     secrets
   * @param ifEmpty fix of a file that holds nothing
   */
  public static Optional<Node> build(
      SourceText text, Problems problems, List<Place> dropped, Fix ifEmpty) {
    return new TreeBuilder(text, problems, dropped, ifEmpty).build();
  }

  private Optional<Node> build() {
    String yaml = text.slice(0, text.size());
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(true)
            .setAllowNonScalarKeys(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    try {
      return single(documents(settings, yaml).iterator());
    } catch (YamlEngineException e) {
      problems.add(YamlSyntax.problem(e, text));
      return Optional.empty();
    } catch (ShallowParser.TooDeep e) {
      wholeFile(
          "yaml-depth",
          "more than " + ShallowParser.MAX_DEPTH + " levels inside each other",
          Fix.NONE);
      return Optional.empty();
    } catch (Unusable e) {
      return Optional.empty();
    }
  }

  /** Composes all documents, so that a mistake in the syntax is the only one that is reported. */
  private static List<org.snakeyaml.engine.v2.nodes.Node> documents(
      LoadSettings settings, String yaml) {
    List<org.snakeyaml.engine.v2.nodes.Node> documents = new ArrayList<>();
    new Composer(settings, new ShallowParser(settings, yaml)).forEachRemaining(documents::add);
    return documents;
  }

  private Optional<Node> single(Iterator<org.snakeyaml.engine.v2.nodes.Node> documents) {
    if (!documents.hasNext()) {
      wholeFile("file-empty", "the file is empty", ifEmpty);
      return Optional.empty();
    }
    Node first = node(documents.next(), "");
    if (documents.hasNext()) {
      Node second = node(documents.next(), "");
      drop(second);
      problems.report(
          second,
          "yaml-documents",
          "a second YAML document starts here; cl.yaml is one",
          Fix.say("delete the line \"---\" before it, or use \"environments\" for variants"));
    }
    return Optional.of(first);
  }

  /** Hides a value that no key reads, unless neither its place nor its text can be a secret's. */
  private void drop(Node node) {
    Place place = node.place();
    String written = text.slice(place.start(), place.end());
    if (SecretMask.mayBeSecret(node.path(), written)) {
      dropped.add(place);
    }
  }

  private void wholeFile(String rule, String message, Fix fix) {
    problems.add(Problem.at(new Source(text.file(), 0, 0), message, fix.hint(), rule));
  }

  private Node node(org.snakeyaml.engine.v2.nodes.Node composed, String path) {
    return node(composed, path, Optional.empty());
  }

  private Node node(
      org.snakeyaml.engine.v2.nodes.Node composed, String path, Optional<Node.Text> owner) {
    if (++nodes > maxNodes) {
      wholeFile(
          "yaml-aliases",
          "aliases expand to more than " + maxNodes + " values",
          Fix.say("write the values without aliases of aliases"));
      throw new Unusable();
    }
    if (composed instanceof AnchorNode anchor) {
      return node(anchor.getRealNode(), path, owner);
    }
    checkTag(composed, path);
    if (composed instanceof ScalarNode scalar) {
      return scalar(scalar, path);
    }
    if (open.contains(composed)) {
      report(composed, path, "yaml-aliases", "an alias that holds itself", "write the value out");
      throw new Unusable();
    }
    open.push(composed);
    Node result =
        composed instanceof SequenceNode sequence
            ? items(sequence, path)
            : entries((MappingNode) composed, path, owner);
    open.pop();
    return result;
  }

  private void checkTag(org.snakeyaml.engine.v2.nodes.Node composed, String path) {
    if (!TAGS.contains(composed.getTag().getValue())) {
      report(composed, path, "yaml-tag", "a YAML tag", "delete the tag");
    }
  }

  private void report(
      org.snakeyaml.engine.v2.nodes.Node composed,
      String path,
      String rule,
      String message,
      String hint) {
    Node here = new Node.Text(place(composed), path, "", Style.OPAQUE);
    problems.report(here, rule, message, Fix.say(hint));
  }

  private Node.Text scalar(ScalarNode scalar, String path) {
    String written = text.slice(start(scalar), end(scalar));
    String value = scalar.getValue();
    return new Node.Text(place(scalar), path, value, Style.of(value, written));
  }

  private Node.Items items(SequenceNode sequence, String path) {
    List<Node> items = new ArrayList<>();
    for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
      items.add(node(item, path + "[" + items.size() + "]"));
    }
    return new Node.Items(place(sequence), path, items);
  }

  private Node.Entries entries(MappingNode mapping, String path, Optional<Node.Text> owner) {
    Map<String, Node.Entry> own = new LinkedHashMap<>();
    Map<String, Node.Entry> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (isMerge(tuple.getKeyNode())) {
        merge(node(tuple.getValueNode(), path), merged);
      } else {
        key(tuple.getKeyNode(), path)
            .ifPresent(
                key ->
                    put(
                        own,
                        new Node.Entry(
                            key, node(tuple.getValueNode(), key.path(), Optional.of(key)))));
      }
    }
    merged.forEach(own::putIfAbsent);
    return new Node.Entries(place(mapping), owner, path, List.copyOf(own.values()));
  }

  private void put(Map<String, Node.Entry> entries, Node.Entry entry) {
    Node.Entry first = entries.putIfAbsent(entry.name(), entry);
    if (first != null) {
      drop(entry.value());
      problems.report(
          entry.key(),
          "duplicate-key",
          "defined twice, also at " + first.key().source(),
          Fix.say("rename or delete one"));
    }
  }

  private static boolean isMerge(org.snakeyaml.engine.v2.nodes.Node key) {
    return key instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().equals("<<");
  }

  private void merge(Node value, Map<String, Node.Entry> merged) {
    List<Node> sources = value instanceof Node.Items items ? items.items() : List.of(value);
    for (Node source : sources) {
      if (source instanceof Node.Entries entries) {
        entries.entries().forEach(entry -> merged.putIfAbsent(entry.name(), entry));
      } else {
        problems.report(
            source,
            "yaml-merge",
            source.kind() + " behind \"<<\", need an alias of a map",
            Fix.NONE);
      }
    }
  }

  private Optional<Node.Text> key(org.snakeyaml.engine.v2.nodes.Node key, String path) {
    org.snakeyaml.engine.v2.nodes.Node real =
        key instanceof AnchorNode anchor ? anchor.getRealNode() : key;
    if (real instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return Optional.of(
          scalar(scalar, path.isEmpty() ? scalar.getValue() : path + "." + scalar.getValue()));
    }
    String kind =
        real instanceof ScalarNode
            ? "an empty key"
            : real instanceof SequenceNode ? "a list as key" : "a map as key";
    String hint =
        real instanceof ScalarNode
            ? "write a name before the colon"
            : "put quotes around text that starts with [ or {";
    report(key, path, "key-type", kind + ", need a name", hint);
    return Optional.empty();
  }

  private Place place(org.snakeyaml.engine.v2.nodes.Node composed) {
    int start = start(composed);
    int end = end(composed);
    return new Place(text.sourceAt(start), start, end, text.lengthOnLine(start, end));
  }

  private static int start(org.snakeyaml.engine.v2.nodes.Node composed) {
    return composed.getStartMark().map(Mark::getIndex).orElse(0);
  }

  private static int end(org.snakeyaml.engine.v2.nodes.Node composed) {
    return composed.getEndMark().map(Mark::getIndex).orElse(0);
  }

  /** The mistake was reported and there is no tree. */
  private static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
