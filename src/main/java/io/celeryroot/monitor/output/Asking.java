// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.output;

import java.util.function.Supplier;

/** Asks Redis, once or until it answers. */
public interface Asking {

  Asking ONCE =
      new Asking() {
        @Override
        public <T> T ask(Supplier<T> question) {
          return question.get();
        }
      };

  /**
   * Returns the answer.
   *
   * @param question may be asked twice
   * @throws InterruptedException the caller no longer waits
   */
  <T> T ask(Supplier<T> question) throws InterruptedException;
}
