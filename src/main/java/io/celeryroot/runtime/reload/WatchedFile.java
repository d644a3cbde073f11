// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.reload;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ReadResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The cl.yaml that a process follows.
 *
 * @param path of the file
 * @param firstRead when the process first read it, or a time before
 * @param reader reads the file again
 * @param heedsHangup true: HUP reads the file; false: it ends the process, as on a terminal
 * @param use makes what is used of what was read
 */
public record WatchedFile(
    Path path,
    Instant firstRead,
    Supplier<ReadResult> reader,
    boolean heedsHangup,
    UnaryOperator<ClConfig> use) {

  /**
   * Returns a watch, which is not started.
   *
   * @param first what the process began with
   * @param watchesRoutes true: also of the files of routes that it names
   * @param onChange receives what is used, with the user's routes
   */
  public FileWatch watch(
      ClConfig first, boolean watchesRoutes, BiConsumer<ClConfig, RouteTexts> onChange) {
    return new FileWatch(
        path,
        first,
        firstRead,
        reader,
        watchesRoutes,
        (next, routes) -> onChange.accept(use.apply(next), routes));
  }
}
