// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.Source;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The values of one map of cl.yaml by the keys of its section. Each is read when it is asked for,
 * and once. A value with a mistake, which is reported, counts as absent.
 */
public final class Values {

  private final Reading reading;
  private final Node.Entries map;
  private final Section<?> section;
  private final Optional<Values> defaults;
  private final Map<String, Optional<?>> found = new ConcurrentHashMap<>();

  private Values(Reading reading, Node.Entries map, Section<?> section, Optional<Values> defaults) {
    this.reading = reading;
    this.map = map;
    this.section = section;
    this.defaults = defaults;
  }

  /** The values of {@code node} after its keys were checked; empty when it is not a map. */
  public static Optional<Values> open(Reading reading, Node node, Section<?> section) {
    Optional<Node.Entries> map = reading.map(node, () -> fix(reading, node, section));
    map.ifPresent(found -> section.check(reading, found));
    return map.map(found -> unchecked(reading, found, section));
  }

  /** The values of a map whose keys are checked elsewhere. */
  public static Values unchecked(Reading reading, Node.Entries map, Section<?> section) {
    return new Values(reading, map, section, Optional.empty());
  }

  /** Wraps a value where a map is needed, if it is one of the only required key. */
  private static Fix fix(Reading reading, Node node, Section<?> section) {
    List<? extends Key<?, ?>> required = section.keys().stream().filter(Key::required).toList();
    if (node instanceof Node.Text value
        && required.size() == 1
        && value.text().matches("[A-Za-z0-9._-]+")
        && required.get(0).type().read(reading.lenient(), node).isPresent()) {
      return Fix.yaml("{" + required.get(0).name() + ": " + value.text() + "}");
    }
    return Fix.say("write its keys: " + String.join(", ", section.keyNames()));
  }

  /** Returns these values, with those of {@code other} in place of absent ones. */
  public Values over(Optional<Values> other) {
    return new Values(reading, map, section, other);
  }

  /** Reads all values, so that their mistakes are reported. */
  public Values readAll() {
    section.keys().forEach(this::own);
    return this;
  }

  public Reading reading() {
    return reading;
  }

  public Node.Entries map() {
    return map;
  }

  public Node.Text key() {
    return map.owner().orElseThrow();
  }

  public String name() {
    return key().text();
  }

  /** The key that the map stands behind; in a list the map itself. */
  public Node anchor() {
    return map.owner().<Node>map(Function.identity()).orElse(map);
  }

  public Source source() {
    return anchor().source();
  }

  /** Reports that a key is missing which only some maps of the section need. */
  public void require(Key<?, ?> key) {
    if (!has(key)) {
      Section.missing(reading, map, key);
    }
  }

  /** Returns whether the map itself has the key. */
  public boolean has(Key<?, ?> key) {
    return map.entry(key.name()).isPresent();
  }

  /** The node of a key that the map has. */
  public Node.Text keyNode(Key<?, ?> key) {
    return map.entry(key.name()).orElseThrow().key();
  }

  /** The value of a key with a default. */
  public <T> T get(Key<?, T> key) {
    return find(key).or(key::defaultValue).orElseThrow();
  }

  /** The value of a key, from the map or from the defaults that were laid under it. */
  public <T> Optional<T> find(Key<?, T> key) {
    Optional<T> own = own(key);
    return own.isPresent() || defaults.isEmpty() ? own : inherited(key);
  }

  /** The value from the defaults that were laid under the map. */
  public <T> Optional<T> inherited(Key<?, T> key) {
    return defaults
        .filter(values -> values.section.key(key.name()).isPresent())
        .flatMap(values -> values.own(key));
  }

  /** The value from the map itself. */
  @SuppressWarnings("unchecked") // a key is only put with a value of its own type
  public <T> Optional<T> own(Key<?, T> key) {
    if (!has(key)) {
      return Optional.empty();
    }
    Optional<?> known = found.get(key.name());
    if (known == null) {
      known = node(key).flatMap(node -> key.type().read(reading, node));
      found.put(key.name(), known);
    }
    return (Optional<T>) known;
  }

  /** The node of a key; empty when it is absent or holds nothing, which is reported. */
  public Optional<Node> node(Key<?, ?> key) {
    return map.entry(key.name()).map(Node.Entry::value).filter(value -> isGiven(key, value));
  }

  private boolean isGiven(Key<?, ?> key, Node node) {
    return (key.type().allowsEmptyMap() && node instanceof Node.Entries)
        || reading.isGiven(node, key.type().label());
  }

  /** The scalar of a key with its position. */
  public Optional<Scalar> scalar(Key<?, ?> key) {
    return node(key).flatMap(node -> reading.scalar(node, key.type().label()));
  }

  /** The scalars of a key with their positions. */
  public List<Scalar> scalars(Key<?, ?> key) {
    return node(key)
        .map(node -> reading.scalars(node, key.type().label(), "text"))
        .orElse(List.of());
  }

  /** The names below a key, also those whose values cannot be read. */
  public List<String> names(Key<?, ?> key) {
    return map.entry(key.name())
        .map(Node.Entry::value)
        .filter(Node.Entries.class::isInstance)
        .map(node -> ((Node.Entries) node).names())
        .orElse(List.of());
  }

  public void report(Node node, String rule, String message, Fix fix) {
    reading.report(node, rule, message, fix);
  }

  /** Reports a key that has no effect, if the map has it. */
  public void reportNoEffect(Key<?, ?> key, String message, String fix) {
    map.entry(key.name())
        .ifPresent(entry -> report(entry.key(), "no-effect", message, Fix.say(fix)));
  }

  /**
   * Finds the key of several that the map has, and reports each further one.
   *
   * @param rule stable name of the mistake
   * @return the first; empty: the map has none
   */
  public <R> Optional<Key<R, ?>> only(List<Key<R, ?>> keys, String rule) {
    List<Key<R, ?>> given = keys.stream().filter(this::has).toList();
    for (Key<R, ?> second : given.subList(Math.min(1, given.size()), given.size())) {
      String message =
          "\"%s\" beside \"%s\" at %s, need one of them"
              .formatted(second.name(), given.get(0).name(), keyNode(given.get(0)).source());
      report(keyNode(second), rule, message, Fix.say("delete one"));
    }
    return given.stream().findFirst();
  }

  /** Reports a mistake in the value of a key, if the map has it. */
  public void report(Key<?, ?> key, String rule, String message, Fix fix) {
    map.entry(key.name()).ifPresent(entry -> reading.report(entry.value(), rule, message, fix));
  }
}
