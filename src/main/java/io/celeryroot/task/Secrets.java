// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import java.util.List;
import java.util.Map;

/** The secret values of one job, which nobody may read in what it prints. Thread-safe. */
public final class Secrets {

  /** Shorter values would turn every other word of the output into stars. */
  private static final int SHORTEST = 4;

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = List.copyOf(values);
  }

  /**
   * Those of a job.
   *
   * @param task whose parameters say what is secret
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

  /** The text with {@code ***} in place of each secret. */
  public String mask(String text) {
    SecretMasker masker = masker();
    return masker.add(text) + masker.end();
  }

  /** The same for a text that comes in pieces. */
  public SecretMasker masker() {
    return new SecretMasker(values);
  }
}
