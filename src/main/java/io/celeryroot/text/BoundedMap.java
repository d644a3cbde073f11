// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of a limited size: one entry too many, and the one used longest ago goes. */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;

  private final int most;

  /**
   * @param most entries that are kept
   */
  public BoundedMap(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
