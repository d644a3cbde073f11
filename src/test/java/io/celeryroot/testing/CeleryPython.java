// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A Python that has Celery. */
public final class CeleryPython {

  private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

  private CeleryPython() {}

  /** Returns the program; empty when none is installed. */
  public static Optional<String> find() {
    return PYTHONS.stream().filter(CeleryPython::hasCelery).findFirst();
  }

  private static boolean hasCelery(String python) {
    try {
      return new ProcessBuilder(python, "-c", "import celery, redis")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
