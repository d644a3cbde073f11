// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.reload;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Change;
import io.celeryroot.config.diff.ConfigDiff;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that a process must be restarted to use a changed file. Confined to one thread. */
public final class RestartNotice implements Consumer<ClConfig> {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.config");

  private final ClConfig running;
  private final List<String> sections;
  private final String process;

  /**
   * @param running what the process uses
   * @param sections that matter to it; empty: all
   * @param process its name
   */
  public RestartNotice(ClConfig running, List<String> sections, String process) {
    this.running = running;
    this.sections = List.copyOf(sections);
    this.process = process;
  }

  @Override
  public void accept(ClConfig changed) {
    List<String> paths =
        ConfigDiff.between(running, changed).stream()
            .filter(change -> sections.isEmpty() || sections.contains(change.section()))
            .map(Change::path)
            .toList();
    if (!paths.isEmpty()) {
      LOG.warn(
          "{} was changed: {}; restart {} to use it",
          changed.file(),
          paths.stream().limit(5).collect(Collectors.joining(", "))
              + (paths.size() > 5 ? " and " + (paths.size() - 5) + " more" : ""),
          process);
    }
  }
}
