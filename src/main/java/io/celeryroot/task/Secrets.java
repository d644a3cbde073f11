// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import java.util.List;
import java.util.Map;

/** The secret values of one job, which must not be readable in its output. Thread-safe. */
public final class Secrets {

  /** Shorter values would mask every other word of the output. */
  private static final int SHORTEST = 4;

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = List.copyOf(values);
  }

  /**
   * Collects the secrets of a job.
   *
   * @param task whose parameters tell which values are secret
   * @param values of the job, by parameter
   */
  public static Secrets of(TaskDefinition task, Map<String, String> values) {
    return of(
        task.params().stream()
            .filter(Param::secret)
            .map(param -> values.getOrDefault(param.name(), ""))
            .toList());
  }

  static Secrets of(List<String> values) {
    return new Secrets(values.stream().filter(value -> value.length() >= SHORTEST).toList());
  }

  /** Returns the text with {@code ***} in place of each secret. */
  public String mask(String text) {
    SecretMasker masker = masker();
    return masker.add(text) + masker.end();
  }

  /** Returns a masker for a text that comes in pieces. */
  public SecretMasker masker() {
    return new SecretMasker(values);
  }
}
