// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.security.Signing;
import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.Jobs;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.SigningKey;
import io.celeryroot.sign.TestSeals;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordSealTest {

  private static final Job JOB = Jobs.job("j1");
  private static final Seals READER = TestSeals.of(TestSeals.BEAT);

  @Test
  void a_result_counts_from_the_worker_of_its_host() {
    JobResult result = read(ended(TestSeals.WORKER, Jobs.OK));
    assertThat(result.distrust()).isEmpty();
    assertThat(result.state()).isEqualTo(JobState.SUCCESS);
    assertThat(believed(ended(TestSeals.WORKER, Jobs.OK)).meta().state())
        .isEqualTo(JobState.SUCCESS);
  }

  @Test
  void nobody_else_can_say_what_ran_on_a_host_but_anybody_who_signs_that_nothing_did() {
    JobResult result = read(ended(TestSeals.BEAT, Jobs.OK));
    assertThat(result.state()).isEqualTo(JobState.PENDING);
    assertThat(result.outcome()).isEmpty();
    assertThat(result.distrust())
        .isEqualTo("forged: signer \"beat1\" does not stand for host web1");
    JobOutcome expired = JobOutcome.of(Outcome.EXPIRED, "", TestSeals.NOW);
    assertThat(read(ended(TestSeals.BEAT, expired)).state()).isEqualTo(JobState.REVOKED);
  }

  @Test
  void a_forged_or_unsigned_result_is_never_shown_as_true_and_decides_nothing() {
    String signed = ended(TestSeals.WORKER, Jobs.FAILED);
    String unsigned = signed.substring(0, signed.indexOf(",\"cl_seal\"")) + "}";
    for (String forged :
        new String[] {signed.replace("\"exit_code\":3", "\"exit_code\":0"), unsigned}) {
      assertThat(forged).isNotEqualTo(signed);
      assertThat(read(forged).state()).isEqualTo(JobState.PENDING);
      assertThat(read(forged).distrust()).isNotEmpty();
      JobRecord record = believed(forged);
      assertThat(record.meta()).isEqualTo(JobMeta.NONE);
      assertThat(record.bytes()).isEqualTo(forged.getBytes(UTF_8));
    }
  }

  @Test
  void that_a_first_attempt_began_is_shown_and_decides_nothing() {
    String begun = begun(JobMeta.NONE);
    assertThat(begun).doesNotContain("cl_seal");
    JobResult result = read(begun);
    assertThat(result.state()).isEqualTo(JobState.STARTED);
    assertThat(result.host()).isEqualTo("web1");
    assertThat(result.distrust()).isEmpty();
    JobRecord record = believed(begun);
    assertThat(record.worker()).contains("web1");
    assertThat(record.meta().isHeldBy("t")).isTrue();
    assertThat(RecordSeal.proven(READER, record).meta()).isEqualTo(JobMeta.NONE);
    assertThat(RecordSeal.proven(READER, record).bytes()).isEqualTo(begun.getBytes(UTF_8));
  }

  @Test
  void a_later_attempt_is_signed_for_its_record_tells_of_those_before() {
    JobMeta once = JobMeta.NONE.begin("s").orElseThrow().giveBack("s").orElseThrow();
    String again = begun(once);
    assertThat(again).contains("cl_seal");
    assertThat(believed(again).meta().attempt()).isEqualTo(2);
    String unsigned = again.substring(0, again.indexOf(",\"cl_seal\"")) + "}";
    assertThat(believed(unsigned).meta()).isEqualTo(JobMeta.NONE);
    assertThat(read(unsigned).state()).isEqualTo(JobState.PENDING);
  }

  @Test
  void nothing_but_who_has_the_job_is_taken_from_a_record_of_a_first_attempt() {
    String forged =
        begun(JobMeta.NONE)
            .replace("\"result\":{", "\"result\":{\"stdout\":\"x\",\"outcome\":\"ok\",")
            .replace("\"attempts\":[]", "\"attempts\":[{\"attempt\":1,\"outcome\":\"ok\"}]");
    JobResult result = read(forged);
    assertThat(result.state()).isEqualTo(JobState.STARTED);
    assertThat(result.outcome()).isEmpty();
    assertThat(result.attempts()).isEmpty();
    assertThat(believed(forged).reasonOfDeath()).isEmpty();
  }

  private static String begun(JobMeta before) {
    JobMeta meta = before.begin("t").orElseThrow();
    return new String(
        new CeleryResultCodec(
                Jobs.rules(),
                (job, json) -> RecordSeal.seal(TestSeals.of(TestSeals.WORKER), job, json))
            .started(meta, JOB, "web1", JobRecord.none(TestSeals.NOW))
            .bytes(),
        UTF_8);
  }

  @Test
  void the_result_of_one_job_does_not_count_for_another() {
    assertThat(
            RecordSeal.result(READER, "j2", ended(TestSeals.WORKER, Jobs.OK)).orElseThrow().state())
        .isEqualTo(JobState.PENDING);
  }

  @Test
  void where_signatures_only_warn_an_unsigned_result_is_shown_and_marked() {
    Seals warning = TestSeals.of(TestSeals.site(Signing.WARN), TestSeals.BEAT);
    String unsigned = text(Seals.NONE, Jobs.OK);
    JobResult result = RecordSeal.result(warning, "j1", unsigned).orElseThrow();
    assertThat(result.state()).isEqualTo(JobState.SUCCESS);
    assertThat(result.distrust()).isEqualTo("unsigned");
    assertThat(RecordSeal.result(Seals.NONE, "j1", unsigned).orElseThrow().distrust()).isEmpty();
  }

  private static String ended(SigningKey key, JobOutcome outcome) {
    return text(TestSeals.of(key), outcome);
  }

  private static String text(Seals seals, JobOutcome outcome) {
    JobMeta begun = JobMeta.NONE.begin("t").orElseThrow();
    JobMeta end = begun.finish("t", outcome.outcome()).orElseThrow();
    return new String(
        new CeleryResultCodec(Jobs.rules(), (job, json) -> RecordSeal.seal(seals, job, json))
            .ended(end, JOB, "web1", outcome, JobRecord.none(TestSeals.NOW))
            .bytes(),
        UTF_8);
  }

  private static JobResult read(String stored) {
    Optional<JobResult> result = RecordSeal.result(READER, "j1", stored);
    return result.orElseThrow();
  }

  private static JobRecord believed(String stored) {
    return RecordSeal.believed(READER, "j1", stored.getBytes(UTF_8), TestSeals.NOW);
  }
}
