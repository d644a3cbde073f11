// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.config.security.Signer;
import io.celeryroot.config.security.Signing;
import io.celeryroot.job.Job;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Shard;
import io.celeryroot.job.Target;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.queue.Jobs;
import io.celeryroot.sign.SealVerdict;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.Records;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobSealTest {

  private static final Seals BEAT = TestSeals.of(TestSeals.BEAT);
  private static final Seals WORKER = TestSeals.of(TestSeals.WORKER);
  private static final Seals BEAT_OF_OTHER_SITE =
      TestSeals.of(
          TestSeals.site(Signing.REQUIRE, "other", TestSeals.submitter(TestSeals.BEAT)),
          TestSeals.BEAT);

  private static final Job JOB =
      Records.with(
          Jobs.job(
              "j1",
              Jobs.HOST1,
              Optional.of("backup"),
              Overlap.QUEUE,
              Optional.of(TestSeals.NOW.plusSeconds(1)),
              Optional.of(TestSeals.NOW.plusNanos(3_600_123_456_789L))),
          "shard",
          new Shard(1, 3));

  @Test
  void a_worker_believes_the_job_that_beat_has_signed() throws UnreadableMessage {
    assertThat(judge(write(JOB), Jobs.HOST1).reason()).isEmpty();
    Job traced = withTrace(JOB);
    assertThat(judge(write(traced), Jobs.HOST1).reason()).isEmpty();
  }

  @Test
  void a_job_for_any_host_of_a_role_is_believed_from_the_list_of_the_role()
      throws UnreadableMessage {
    Job any = JobSeal.bounded(Jobs.job("j1", Jobs.ANY), BEAT);
    assertThat(judge(write(any), Jobs.ANY).isSigned()).isTrue();
    assertThat(judge(write(any), Jobs.HOST1).isSigned()).isFalse();
  }

  @Test
  void a_job_that_was_moved_to_another_host_role_or_site_is_a_forgery() throws UnreadableMessage {
    String message = write(JOB);
    assertThat(judge(message, Jobs.HOST2).kind()).isEqualTo(SealVerdict.Kind.FORGED);
    assertThat(judge(message, Jobs.ANY).kind()).isEqualTo(SealVerdict.Kind.FORGED);
    Target otherRole = new Target("db", "db_tasks", Optional.of("web1"));
    assertThat(judge(message, otherRole).kind()).isEqualTo(SealVerdict.Kind.FORGED);
    Seals otherSite =
        TestSeals.of(
            TestSeals.site(Signing.REQUIRE, "test", TestSeals.submitter(TestSeals.BEAT)),
            TestSeals.WORKER);
    assertThat(judge(message, Jobs.HOST1, otherSite).kind()).isEqualTo(SealVerdict.Kind.FORGED);
  }

  /** Each changes one thing that a worker goes by. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"task\":\"sync\"|\"task\":\"reboot\"",
        "\"id\":\"j1\"|\"id\":\"j2\"",
        "\"cl_run\":\"run-of-j1\"|\"cl_run\":\"run-of-j2\"",
        "\"cl_schedule\":\"backup\"|\"cl_schedule\":\"other\"",
        "\"cl_due\":null|\"cl_due\":\"2026-11-23T02:00:00Z\"",
        "\"cl_overlap\":\"queue\"|\"cl_overlap\":\"allow\"",
        "\"cl_submitted\":\"2026-11-23|\"cl_submitted\":\"2026-11-24",
        "\"cl_shard\":[1,3]|\"cl_shard\":[2,3]",
        "\"eta\":\"2026-11-23T02:00:01|\"eta\":\"2026-11-23T02:00:02",
        "\"expires\":\"2026-11-23T03|\"expires\":\"2026-11-23T04",
        "\"timelimit\":[null,null]|\"timelimit\":[null,1.0]",
        "\"ignore_result\":false|\"ignore_result\":true",
        "\"origin\":\"beat@test\"|\"origin\":\"ann@test\"",
        "\"lang\":\"py\"|\"cl_if\":[\"hour < 3\"]",
        "\"lang\":\"py\"|\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"",
      })
  void a_message_of_which_one_thing_was_changed_is_a_forgery(String from, String to)
      throws UnreadableMessage {
    String message = write(JOB);
    assertThat(message).contains(from);
    assertThat(judge(message.replace(from, to), Jobs.HOST1).kind())
        .isEqualTo(SealVerdict.Kind.FORGED);
  }

  @Test
  void a_task_that_the_message_names_as_celery_does_is_believed_and_no_other()
      throws UnreadableMessage {
    String message = write(JOB.asking("shop.sync", JOB.args(), JOB.kwargs()));
    Job read = MessageCodec.read(message, Jobs.HOST1);
    Job ours = read.asking("sync", read.args(), read.kwargs());

    assertThat(JobSeal.judge(ours, "web", SentForm.of(message), WORKER).reason()).isEmpty();
    String changed = message.replace("shop.sync", "shop.other");
    assertThat(JobSeal.judge(ours, "web", SentForm.of(changed), WORKER).kind())
        .isEqualTo(SealVerdict.Kind.FORGED);
  }

  @Test
  void other_values_in_the_body_are_a_forgery() throws UnreadableMessage {
    String changed =
        write(JOB)
            .replaceFirst(
                "\"body\":\"[^\"]*",
                "\"body\":\""
                    + Base64.getEncoder()
                        .encodeToString("[[],{\"path\":\"/etc\"},{}]".getBytes(UTF_8)));
    assertThat(judge(changed, Jobs.HOST1).kind()).isEqualTo(SealVerdict.Kind.FORGED);
  }

  @Test
  void a_job_that_is_signed_again_has_the_same_nonce_and_no_other_job_has_it() {
    String nonce = JobSeal.nonce(JOB, BEAT);
    Job late = JOB.until(TestSeals.NOW.plusSeconds(5));
    assertThat(JobSeal.nonce(late, WORKER)).isEqualTo(nonce);
    assertThat(JobSeal.nonce(JOB, BEAT_OF_OTHER_SITE)).isNotEqualTo(nonce);
    assertThat(JobSeal.nonce(JOB.again("other"), BEAT)).isNotEqualTo(nonce);
  }

  @Test
  void each_job_of_a_batch_is_believed_by_itself_and_in_no_other_place() throws UnreadableMessage {
    List<Job> jobs =
        IntStream.range(0, 500)
            .mapToObj(i -> JobSeal.bounded(Jobs.job("j" + i, Jobs.HOST1), BEAT))
            .toList();
    List<String> messages = JobSeal.writeAll(jobs, BEAT);
    for (int i = 0; i < jobs.size(); i++) {
      assertThat(judge(messages.get(i), Jobs.HOST1).reason()).isEmpty();
      assertThat(judge(messages.get(i), Jobs.HOST2).kind()).isEqualTo(SealVerdict.Kind.FORGED);
      String other = seal(messages.get((i + 1) % jobs.size()));
      assertThat(judge(messages.get(i).replace(seal(messages.get(i)), other), Jobs.HOST1).reason())
          .isEqualTo("forged: signature of \"beat1\" does not fit");
    }
  }

  @Test
  void the_path_of_one_job_of_a_batch_does_not_tell_what_another_holds() {
    List<String> twice =
        JobSeal.writeAll(List.of(JOB, JOB), BEAT).stream().map(JobSealTest::seal).toList();
    String first = twice.get(0).substring(twice.get(0).lastIndexOf(' '));
    String second = twice.get(1).substring(twice.get(1).lastIndexOf(' '));
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void a_message_without_a_signature_is_unsigned() throws UnreadableMessage {
    assertThat(judge(MessageCodec.write(JOB), Jobs.HOST1)).isEqualTo(SealVerdict.UNSIGNED);
  }

  @Test
  void the_signature_of_one_job_does_not_fit_another() throws UnreadableMessage {
    Job other = Jobs.job("j2");
    String forged =
        MessageCodec.write(other, MessageCodec.body(other), Optional.of(seal(write(JOB))));
    assertThat(judge(forged, Jobs.HOST1).kind()).isEqualTo(SealVerdict.Kind.FORGED);
  }

  @Test
  void a_signed_job_has_an_end_by_the_clock_of_the_host_whatever_redis_says()
      throws UnreadableMessage {
    Job endless = Jobs.job("j1");
    Job bounded = JobSeal.bounded(endless, BEAT);
    assertThat(bounded.expires()).contains(TestSeals.NOW.plus(Duration.ofHours(24)));
    assertThat(judge(SealedJobs.write(endless, BEAT), Jobs.HOST1).reason())
        .isEqualTo("forged: signed without an end");
    Seals tomorrow =
        TestSeals.at(
            TestSeals.site(Signing.REQUIRE),
            TestSeals.WORKER,
            TestSeals.NOW.plus(Duration.ofHours(25)));
    assertThat(judge(SealedJobs.write(bounded, BEAT), Jobs.HOST1, tomorrow).reason())
        .isEqualTo("forged: expired at 2026-11-24T02:00:00Z by the clock of this host");
  }

  @Test
  void a_signer_submits_only_its_tasks_for_its_roles_and_a_worker_none() throws UnreadableMessage {
    Signer limited =
        new Signer(
            "beat1",
            List.of(TestSeals.BEAT.publicKey()),
            List.of("web*"),
            List.of("ping"),
            List.of(),
            Optional.empty());
    Seals site = TestSeals.of(TestSeals.site(Signing.REQUIRE, "default", limited), TestSeals.BEAT);
    assertThat(judge(SealedJobs.write(JOB, site), Jobs.HOST1, site).reason())
        .isEqualTo("forged: signer \"beat1\" may not submit task sync for role web");
    assertThat(judge(SealedJobs.write(JOB, WORKER), Jobs.HOST1).reason())
        .isEqualTo("forged: signer \"web1\" may not submit task sync for role web");
  }

  @Test
  void a_message_stays_as_it_was_where_nothing_is_signed() {
    assertThat(SealedJobs.write(JOB, Seals.NONE)).isEqualTo(MessageCodec.write(JOB));
    assertThat(JobSeal.bounded(JOB, Seals.NONE)).isSameAs(JOB);
  }

  private static Job withTrace(Job job) {
    return Records.with(
        job,
        "trace",
        TraceContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1,b=2"),
        "conditions",
        List.of("hour < 3"));
  }

  private static String seal(String message) {
    return message.replaceFirst(".*\"cl_seal\":\"([^\"]*)\".*", "$1");
  }

  private static String write(Job job) {
    return SealedJobs.write(job, BEAT);
  }

  private static SealVerdict judge(String message, Target list) throws UnreadableMessage {
    return judge(message, list, WORKER);
  }

  private static SealVerdict judge(String message, Target list, Seals seals)
      throws UnreadableMessage {
    return JobSeal.judge(
        MessageCodec.read(message, list), list.role(), SentForm.of(message), seals);
  }
}
