// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signing;
import io.celeryroot.job.Job;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.sign.SealedJobs;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.text.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobTrustTest {

  private static final Job JOB = Jobs.expiring("j1", TestSeals.NOW.plusSeconds(3600));
  private static final Claim UNSIGNED = claim(MessageCodec.write(JOB));
  private static final Claim SIGNED = claim(SealedJobs.write(JOB, TestSeals.of(TestSeals.BEAT)));

  @TempDir Path directory;

  private final List<String> told = new ArrayList<>();

  @Test
  void off_means_that_signatures_are_ignored() {
    JobTrust trust = trust(Signing.OFF, List.of());
    assertThat(trust.objection(UNSIGNED)).isEmpty();
    assertThat(trust.begin(UNSIGNED, 0)).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void warn_runs_what_is_unsigned_or_replayed_and_tells() {
    JobTrust trust = trust(Signing.WARN, List.of());
    assertThat(trust.objection(UNSIGNED)).isEmpty();
    run(trust, SIGNED);
    assertThat(trust.begin(SIGNED, 0)).isEmpty();
    assertThat(told).containsExactly("j1 unsigned", "j1 replayed: this host has run it to its end");
  }

  @Test
  void require_refuses_what_is_unsigned_or_replayed() {
    JobTrust trust = trust(Signing.REQUIRE, List.of());
    assertThat(trust.objection(UNSIGNED)).contains("unsigned");
    assertThat(trust.objection(SIGNED)).isEmpty();
    run(trust, SIGNED);
    assertThat(trust.begin(SIGNED, 0)).contains("replayed: this host has run it to its end");
    assertThat(told).isEmpty();
  }

  @Test
  void a_role_runs_the_tasks_unsigned_that_it_names_and_no_others() {
    assertThat(trust(Signing.REQUIRE, List.of("sy*")).objection(UNSIGNED)).isEmpty();
    assertThat(trust(Signing.REQUIRE, List.of("ping")).objection(UNSIGNED)).contains("unsigned");
  }

  @Test
  void a_message_without_a_signature_does_not_take_the_id_of_a_job_of_a_run() {
    Job ofRun = Jobs.expiring("nightly-20261123T020000Z.web1", TestSeals.NOW.plusSeconds(3600));
    JobTrust trust = trust(Signing.REQUIRE, List.of("sync"));
    assertThat(trust.objection(claim(MessageCodec.write(ofRun)))).contains("unsigned");
    assertThat(trust.objection(claim(SealedJobs.write(ofRun, TestSeals.of(TestSeals.BEAT)))))
        .isEmpty();
  }

  private static void run(JobTrust trust, Claim claim) {
    assertThat(trust.begin(claim, 0)).isEmpty();
    trust.ended(claim, true);
  }

  private static Claim claim(String message) {
    return new Claim(MessageCodec.tryRead(message, Jobs.HOST1).orElseThrow(), message, "w", "t");
  }

  @Test
  void a_job_that_cannot_be_noted_does_not_start_and_says_what_to_do() {
    JobTrust trust =
        trust(
            Signing.REQUIRE,
            List.of(),
            () -> {
              throw new UncheckedIOException("nonces in n: full", new IOException("full"));
            });
    assertThat(trust.begin(SIGNED, 0))
        .contains("nonces in n: full; fix: let the worker write there, then: cl task retry RUN");
  }

  @Test
  void a_job_that_cannot_be_noted_for_want_of_descriptors_is_not_rejected() {
    IOException refusal = new IOException("Too many open files");
    JobTrust trust =
        trust(
            Signing.REQUIRE,
            List.of(),
            () -> {
              throw new UncheckedIOException("nonces in n: Too many open files", refusal);
            });
    assertThatThrownBy(() -> trust.begin(SIGNED, 0)).isInstanceOf(Shortage.class);
  }

  @Test
  void a_job_that_is_given_back_runs_again_however_often() {
    JobTrust trust = trust(Signing.REQUIRE, List.of());
    for (int i = 0; i < 100; i++) {
      assertThat(trust.begin(SIGNED, 0)).isEmpty();
      trust.givenBack(SIGNED);
    }
    assertThat(trust.begin(SIGNED, 0)).isEmpty();
  }

  private JobTrust trust(Signing signing, List<String> unsigned) {
    Nonces nonces = new Nonces(directory.resolve("nonces"), InstantSource.fixed(TestSeals.NOW));
    return trust(signing, unsigned, () -> nonces);
  }

  private JobTrust trust(Signing signing, List<String> unsigned, Supplier<Nonces> nonces) {
    Role role = Jobs.role("web", RunOn.ALL, List.of(), "web1");
    Role open =
        new Role(
            role.name(),
            role.hostnames(),
            role.vars(),
            role.labels(),
            role.queue(),
            role.runOn(),
            role.servedBy(),
            role.concurrency(),
            role.tasks(),
            unsigned,
            role.openTimes(),
            role.description(),
            role.withheld(),
            role.source());
    Security site = TestSeals.site(signing);
    return new JobTrust(
        open,
        TestSeals.of(site, TestSeals.WORKER),
        nonces,
        (job, reason) -> told.add(job.id() + " " + reason));
  }
}
