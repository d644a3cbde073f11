// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.util.function.Supplier;

/** A value that is made when it is first asked for, and once. Thread-safe. */
final class Lazily<T> implements Supplier<T> {

  private final Supplier<T> maker;
  private T value;

  private Lazily(Supplier<T> maker) {
    this.maker = maker;
  }

  static <T> Supplier<T> of(Supplier<T> maker) {
    return new Lazily<>(maker);
  }

  @Override
  public synchronized T get() {
    if (value == null) {
      value = maker.get();
    }
    return value;
  }
}
