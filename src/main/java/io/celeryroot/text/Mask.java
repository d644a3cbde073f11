// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The replacement for secret values wherever people look. */
public final class Mask {

  /** Stands in place of a secret. */
  public static final String TEXT = "***";

  private Mask() {}

  /**
   * Masks the secret ones of some named values.
   *
   * @param values by name
   * @param isSecret tells by the name
   * @return a new map in the order of {@code values}
   */
  public static <V> Map<String, V> values(
      Map<String, ? extends V> values, V mask, Predicate<String> isSecret) {
    Map<String, V> shown = new LinkedHashMap<>(values);
    shown.replaceAll((name, value) -> isSecret.test(name) ? mask : value);
    return shown;
  }
}
