// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Change;
import io.celeryroot.config.diff.ConfigDiff;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.reload.FileWatch;
import io.celeryroot.runtime.reload.RestartNotice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Beat that follows its cl.yaml. A changed file gets a Beat of its own, which starts beside the
 * one before; then that one ends. Two Beats at a time are safe, because due runs have names: no due
 * instant is lost or doubled. Thread-safe.
 *
 * <p>A change of {@code redis:} needs a restart, and so does any change while the process serves a
 * management port, which belongs to one Beat.
 */
public final class ReloadingBeat implements Service {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final String hostname;
  private final CamelProcess.Shared shared;
  private final FileWatch watch;
  private final boolean heedsHangup;
  private ClConfig config;
  private BeatProcess beat;
  private int generation = 1;
  private Optional<Runnable> onEnd = Optional.empty();
  private boolean isClosed;

  /**
   * @param config read from {@code file}
   * @param hostname name of the Beat
   * @param file to watch
   * @param reader reads the file again
   * @param heedsHangup true: HUP reads the file; false: it ends the process, as on a terminal
   */
  public ReloadingBeat(
      ClConfig config,
      String hostname,
      EngineListener listener,
      ServiceSettings settings,
      Path file,
      Supplier<ReadResult> reader,
      boolean heedsHangup) {
    this.config = config;
    this.hostname = hostname;
    this.heedsHangup = heedsHangup;
    this.shared = CamelProcess.Shared.of(config, listener, settings);
    this.beat = new BeatProcess(config, hostname, shared);
    this.watch =
        new FileWatch(
            file,
            reader,
            shared.management().isPresent()
                ? new RestartNotice(config, List.of(), "Beat")
                : this::use);
  }

  @Override
  public void start() {
    beat.start();
    watch.start();
  }

  @Override
  public Optional<Runnable> reload() {
    return heedsHangup ? Optional.of(watch::readNow) : Optional.empty();
  }

  private synchronized void use(ClConfig next) {
    List<Change> changes = ConfigDiff.between(config, next);
    if (isClosed || changes.isEmpty()) {
      return;
    }
    if (changes.stream().anyMatch(change -> change.section().equals("redis"))) {
      LOG.warn("{} was changed in \"redis\"; restart Beat to use it", next.file());
      return;
    }
    BeatProcess fresh =
        new BeatProcess(next, hostname, shared.unreachable(), "-" + (generation + 1));
    try {
      fresh.start();
    } catch (RuntimeException e) {
      LOG.warn("{} was changed and cannot run; the old one stays in use", next.file(), e);
      return;
    }
    generation++;
    onEnd.ifPresent(fresh::onEnd);
    BeatProcess old = beat;
    beat = fresh;
    config = next;
    old.close();
    LOG.info("{} was changed: changes={}; in use", next.file(), changes.size());
  }

  @Override
  public synchronized void onEnd(Runnable action) {
    onEnd = Optional.of(action);
    beat.onEnd(action);
  }

  /** Does nothing: Beat runs no jobs. */
  @Override
  public void endJobs() {}

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    watch.close();
    beat.close();
  }
}
