// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A map of known names in a fixed order. Each value is made when it is first asked for. Reading all
 * built-in tasks would take longer than the rest of a command that needs one of them. Unmodifiable
 * and thread-safe.
 */
public final class LazyMap<V> extends AbstractMap<String, V> {

  private final Set<String> names;
  private final Function<String, V> maker;
  private final Map<String, V> made = new ConcurrentHashMap<>();

  /**
   * A map of these names.
   *
   * @param maker gives the value of a name, never null, always an equal one
   */
  public LazyMap(Set<String> names, Function<String, V> maker) {
    this.names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    this.maker = maker;
  }

  @Override
  public V get(Object name) {
    return containsKey(name) ? made.computeIfAbsent((String) name, maker) : null;
  }

  @Override
  public boolean containsKey(Object name) {
    return names.contains(name);
  }

  @Override
  public Set<String> keySet() {
    return names;
  }

  @Override
  public Set<Map.Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, V>> iterator() {
        return names.stream().map(name -> Map.entry(name, get(name))).iterator();
      }

      @Override
      public int size() {
        return names.size();
      }
    };
  }
}
