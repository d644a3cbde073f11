// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Copies of records that differ in what a test is about. */
public final class Records {

  private Records() {}

  /**
   * Copies a record.
   *
   * @param changed names of components, each with its other value behind it
   * @throws IllegalArgumentException a name is not one of a component, or a value does not fit
   */
  @SuppressWarnings("unchecked")
  public static <R extends Record> R with(R record, Object... changed) {
    Map<Object, Object> others = new HashMap<>();
    for (int i = 0; i < changed.length; i += 2) {
      others.put(changed[i], changed[i + 1]);
    }
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        components[i].getAccessor().setAccessible(true);
        Object value = components[i].getAccessor().invoke(record);
        values[i] = others.getOrDefault(components[i].getName(), value);
        others.remove(components[i].getName());
      }
      if (!others.isEmpty()) {
        throw new IllegalArgumentException(record + " has no " + others.keySet());
      }
      Constructor<?> constructor =
          record
              .getClass()
              .getDeclaredConstructor(
                  Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
      constructor.setAccessible(true);
      return (R) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalArgumentException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
