// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.run;

import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.queue.host.RunningConfigs;
import io.celeryroot.redis.Redis;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells which Beat made a run, when two Beats have different files. Thread-safe. */
public final class RunAuthors {

  private static final String BEAT = "beat@";

  private final Redis redis;
  private final Heartbeats heartbeats;
  private final RunningConfigs configs;
  private final Supplier<Map<String, String>> fingerprints;
  private String file = "";

  /**
   * @param fingerprints of the sections of this process's file
   */
  public RunAuthors(Redis redis, Supplier<Map<String, String>> fingerprints) {
    this.redis = redis;
    this.fingerprints = fingerprints;
    this.heartbeats = new Heartbeats(redis);
    this.configs = new RunningConfigs(redis);
  }

  /** Fingerprint of the file of this process, computed when it is first asked for. */
  public synchronized String file() {
    if (file.isEmpty()) {
      file = Fingerprints.ofRuns(fingerprints.get());
    }
    return file;
  }

  /** Returns true if the Beat that a record names has, or had when it was stopped, its file. */
  public boolean isKnown(RunRecord run) {
    return run.file().isPresent()
        && run.by().startsWith(BEAT)
        && (heartbeat(run)
                .map(Heartbeat::fingerprints)
                .filter(sections -> isMadeWith(run, sections))
                .isPresent()
            || configs
                .find(name(run))
                .map(RunningConfig::fingerprints)
                .filter(sections -> isMadeWith(run, sections))
                .isPresent());
  }

  /** Returns true if the Beat that made a run lives, and still has the file of the run. */
  public boolean isAlive(RunRecord run) {
    return heartbeat(run)
        .filter(beat -> isMadeWith(run, beat.fingerprints()))
        .filter(beat -> beat.isAlive(redis.serverTimeNow()))
        .isPresent();
  }

  private Optional<Heartbeat> heartbeat(RunRecord run) {
    return heartbeats.beats().stream().filter(beat -> beat.name().equals(name(run))).findFirst();
  }

  private static boolean isMadeWith(RunRecord run, Map<String, String> sections) {
    return run.file().equals(Optional.of(Fingerprints.ofRuns(sections)));
  }

  private static String name(RunRecord run) {
    return run.by().startsWith(BEAT) ? run.by().substring(BEAT.length()) : "";
  }
}
