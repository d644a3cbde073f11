// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of cl.yaml with fixed keys.
 *
 * @param name stable short name, such as {@code schedule}
 * @param path where it stands, such as {@code schedules.<name>}
 * @param summary what it is, in a sentence
 * @param example YAML of a whole file that shows it
 * @param keys in the order of the reference page
 * @param later keys that this version does not have, with what is to be done instead
 */
public record Section(
    String name,
    String path,
    String summary,
    String example,
    List<Key> keys,
    Map<String, String> later) {

  public Section {
    keys = List.copyOf(keys);
    later = Map.copyOf(later);
  }

  /** The key of that name. */
  public Optional<Key> key(String keyName) {
    return keys.stream().filter(key -> key.name().equals(keyName)).findFirst();
  }

  /** Names of all keys, in order. */
  public List<String> keyNames() {
    return keys.stream().map(Key::name).toList();
  }
}
