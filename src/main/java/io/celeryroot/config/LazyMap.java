// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

  private final Map<String, V> ready;
  private final Set<String> names;
  private final Function<String, V> maker;
  private final Map<String, V> made = new ConcurrentHashMap<>();

  /**
   * A map of values that are there, and after them of names whose values are made.
   *
   * @param others without names of {@code ready}
   * @param maker gives the value of one of them, never null, always an equal one
   */
  public LazyMap(Map<String, V> ready, Set<String> others, Function<String, V> maker) {
    this.ready = Collections.unmodifiableMap(new LinkedHashMap<>(ready));
    Set<String> all = new LinkedHashSet<>(ready.keySet());
    all.addAll(others);
    this.names = Collections.unmodifiableSet(all);
    this.maker = maker;
  }

  /** Returns the values that need not be made. */
  public Collection<V> ready() {
    return ready.values();
  }

  @Override
  public V get(Object name) {
    V there = ready.get(name);
    return there == null && containsKey(name) ? made.computeIfAbsent((String) name, maker) : there;
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
