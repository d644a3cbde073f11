// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.SecretMask;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A map of cl.yaml with fixed keys.
 *
 * @param <R> record that holds the values
 * @param name stable short name, such as {@code schedule}
 * @param path position in the file, such as {@code schedules.<name>}
 * @param summary one sentence
 * @param keys in the order of the reference page
 * @param oneOf groups of keys of which exactly one must be there as a whole; empty: none
 */
public record Section<R>(
    String name, String path, String summary, List<Key<R, ?>> keys, List<List<String>> oneOf) {

  /** Beginning of keys that are ignored at the top of the file. */
  private static final String EXTENSION = "x-";

  public Section {
    keys = List.copyOf(keys);
    oneOf = List.copyOf(oneOf);
  }

  public Section(String name, String path, String summary, List<Key<R, ?>> keys) {
    this(name, path, summary, keys, List.of());
  }

  Optional<Key<R, ?>> key(String keyName) {
    for (Key<R, ?> key : keys) {
      if (key.name().equals(keyName)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  public List<String> keyNames() {
    return keys.stream().map(Key::name).toList();
  }

  List<String> requiredKeys() {
    return keys.stream().filter(Key::required).map(Key::name).toList();
  }

  /** The values of a record in the order of the keys; can be changed. */
  public Map<String, Object> show(R record) {
    Map<String, Object> map = new LinkedHashMap<>();
    keys.forEach(key -> key.show(record).ifPresent(value -> map.put(key.name(), value)));
    return map;
  }

  public Map<String, Object> schema(Schemas schemas) {
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach(key -> properties.put(key.name(), key.schema(schemas)));
    Map<String, Object> schema =
        Yaml.map("description", summary, "type", "object", "additionalProperties", false);
    schema.put("properties", properties);
    if (path.isEmpty()) {
      schema.put("patternProperties", Map.of("^" + EXTENSION, true));
    }
    List<String> always = requiredKeys().stream().filter(name -> !hasAlternative(name)).toList();
    if (!schemas.isPartial() && !always.isEmpty()) {
      schema.put("required", always);
    }
    if (!schemas.isPartial() && !oneOf.isEmpty()) {
      schema.put("oneOf", oneOf.stream().map(keys -> Map.of("required", keys)).toList());
    }
    return schema;
  }

  /** Reports the keys of a map that are unknown or missing. */
  void check(Reading reading, Node.Entries map) {
    for (Node.Entry entry : map.entries()) {
      if (key(entry.name()).isEmpty() && !isExtension(entry.name())) {
        unknown(reading, map, entry.key());
      }
    }
    for (Key<R, ?> key : keys) {
      if (key.required() && map.entry(key.name()).isEmpty() && !isReplaced(key.name(), map)) {
        missing(reading, map, key);
      }
    }
  }

  private boolean hasAlternative(String keyName) {
    return oneOf.stream().anyMatch(group -> group.contains(keyName));
  }

  /** Returns whether a group of keys is there that replaces the one of this key. */
  private boolean isReplaced(String keyName, Node.Entries map) {
    return hasAlternative(keyName)
        && oneOf.stream()
            .filter(group -> !group.contains(keyName))
            .anyMatch(group -> map.names().containsAll(group));
  }

  /** A place for anchors at the top of the file, which means nothing by itself. */
  private boolean isExtension(String keyName) {
    return path.isEmpty() && keyName.startsWith(EXTENSION);
  }

  static void missing(Reading reading, Node.Entries map, Key<?, ?> key) {
    reading.report(
        map.owner().map(Node.class::cast).orElse(map),
        "missing-key",
        "no key \"" + key.name() + "\", need " + key.type().label(),
        Fix.say("add \"" + key.name() + ":\""));
  }

  private void unknown(Reading reading, Node.Entries map, Node.Text key) {
    Node.Text at = new Node.Text(key.place(), parent(key), key.text(), key.style());
    hideSecret(reading, map, key);
    List<String> free =
        keyNames().stream()
            .filter(name -> map.entry(name).filter(other -> isBeside(key, other)).isEmpty())
            .toList();
    String listed = Nearest.listed("keys", keyNames());
    reading.report(
        at, "unknown-key", "unknown key " + Quote.of(key.text()) + listed, fix(reading, key, free));
  }

  /** The word that is meant, or the place where the key belongs, or what may be written here. */
  private Fix fix(Reading reading, Node.Text key, List<String> free) {
    Optional<String> nearest = meant(key.text(), free);
    List<String> places = nearest.isPresent() ? List.of() : reading.places().apply(key.text());
    if (!places.isEmpty()) {
      return Fix.say(
          "write it where it belongs, "
              + places.stream().map(Section::place).collect(Collectors.joining(" or ")));
    }
    return nearest.isEmpty() && Nearest.listed("keys", keyNames()).isEmpty() && !free.isEmpty()
        ? Fix.say("delete it, or write one of " + String.join(", ", free))
        : Fix.suggest(key, nearest);
  }

  private static Optional<String> meant(String word, List<String> keys) {
    return Nearest.to(word, keys).or(() -> OtherWords.of(word, keys));
  }

  private static String place(String path) {
    return path.isEmpty() ? "at the top of the file" : "below " + path;
  }

  /** Returns false if an entry comes from what a variant of the file changes. */
  private static boolean isBeside(Node.Text key, Node.Entry other) {
    return parent(key).equals(parent(other.key()));
  }

  /** The path of the map that holds a key in the file, which may be an anchor of another map. */
  private static String parent(Node.Text key) {
    int length = key.path().length() - key.text().length() - 1;
    return length < 0 ? "" : key.path().substring(0, length);
  }

  /** Hides the value of a misspelt key when the right key may have a secret. */
  private void hideSecret(Reading reading, Node.Entries map, Node.Text key) {
    boolean telling = SecretMask.isTelling(key.text());
    boolean near = meant(key.text(), keyNames()).flatMap(this::key).filter(Key::secret).isPresent();
    if (telling || near) {
      map.entry(key.text()).map(Node.Entry::value).ifPresent(reading::hide);
    }
  }
}
