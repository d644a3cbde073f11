// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.sign.RecordSeal;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.RunSummaries;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that was refused because its message was not signed. */
final class RefusedJobsIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  @Test
  void a_refused_job_is_shown_as_rejected_and_decides_nothing() {
    Seals seals = TestSeals.now(TestSeals.BEAT);
    try (Redis beat = Redis.connect(TestRedis.settings(SERVER.url()), seals)) {
      RunRecord run =
          new Submission(beat, Jobs.config())
              .submit(Runs.byHand("sync", List.of(Jobs.HOST1)))
              .run();
      String job = run.jobs().get(0).id();
      String refused =
          """
          {"status": "FAILURE", "task_id": "%s",
           "result": {"outcome": "rejected (unsigned)", "reason": "unsigned", "host": "web1"}}
          """
              .formatted(job)
              .strip();
      beat.call("refusing", j -> j.set(Keys.meta(job), RecordSeal.seal(seals, job, refused)));
      RunSummary shown =
          new RunSummaries(beat, record -> view(beat, record)).of(List.of(run)).get(0);
      assertThat(shown.counts()).containsOnlyKeys("rejected").containsValue(1);
      assertThat(shown.hasEnded()).isTrue();
      assertThat(new Results(beat).states(List.of(job)))
          .containsValue(Optional.of(JobState.PENDING));
    }
  }

  @Test
  void a_result_that_its_host_has_not_signed_is_named_and_counted_as_such() {
    Seals seals = TestSeals.now(TestSeals.BEAT);
    try (Redis beat = Redis.connect(TestRedis.settings(SERVER.url()), seals)) {
      RunRecord run =
          new Submission(beat, Jobs.config())
              .submit(Runs.byHand("sync", List.of(Jobs.HOST1, Jobs.HOST2)))
              .run();
      String job = run.jobs().get(0).id();
      String ok =
          """
          {"status": "SUCCESS", "task_id": "%s", "result": {"outcome": "ok", "host": "web1"}}
          """
              .formatted(job)
              .strip();
      beat.call("forging", j -> j.set(Keys.meta(job), ok));
      RunSummary shown =
          new RunSummaries(beat, record -> view(beat, record)).of(List.of(run)).get(0);
      assertThat(shown.counts()).containsOnly(entry("not signed", 1), entry("waiting", 1));
      assertThat(shown.hasUnsigned()).isTrue();
      assertThat(view(beat, run).jobs().get(0).word()).isEqualTo("result not signed by web1");
      beat.call("forging", j -> j.set(Keys.meta(job), RecordSeal.seal(seals, job, ok)));
      assertThat(view(beat, run).jobs().get(0).word())
          .isEqualTo(
              "result not signed by web1 (forged: signer \"beat1\" does not stand for host web1)");
      assertThat(view(beat, run).counts()).containsOnlyKeys("not signed", "waiting");
    }
  }

  private static RunView view(Redis redis, RunRecord run) {
    return new Monitor(redis, TestSite.config(SERVER.url(), "workers: {web: {hostnames: [web1]}}"))
        .view(run);
  }
}
