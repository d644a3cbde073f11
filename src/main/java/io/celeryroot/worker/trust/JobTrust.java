// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.trust;

import io.celeryroot.config.Role;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.sign.SealVerdict;
import io.celeryroot.sign.Seals;
import io.celeryroot.text.Shortage;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides by signature and nonce if a claimed job may run on this host. Thread-safe. */
public final class JobTrust {

  /** Attempts of a job that may be broken off by ends of its worker, beside those it may fail. */
  private static final int BROKEN_OFF = 3 * JobMeta.MAX_LOST;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Role role;
  private final Seals seals;
  private final Supplier<Nonces> nonces;
  private final BiConsumer<Job, String> onDistrust;

  /**
   * @param role that the worker serves
   * @param nonces of this host; not asked for while signatures are off
   * @param onDistrust is told of a job that runs although it is not signed as it should be, and why
   */
  public JobTrust(
      Role role, Seals seals, Supplier<Nonces> nonces, BiConsumer<Job, String> onDistrust) {
    this.role = role;
    this.seals = seals;
    this.nonces = nonces;
    this.onDistrust = onDistrust;
  }

  /**
   * Finds the reason why a job must not run.
   *
   * @return such as {@code unsigned}; empty: it may
   */
  public Optional<String> objection(Claim claim) {
    if (seals.isOff()) {
      return Optional.empty();
    }
    Job job = claim.job();
    SealVerdict verdict = JobSeal.judge(job, role.name(), claim.sent(), seals);
    if (verdict.isSigned() || JobSeal.mayBeUnsigned(job, role)) {
      return Optional.empty();
    }
    if (!seals.isRequired()) {
      onDistrust.accept(job, verdict.reason());
      return Optional.empty();
    }
    return Optional.of(verdict.reason());
  }

  /**
   * Notes on disk that a job is about to start.
   *
   * @param retries how often it may fail and be tried again
   * @return why it must not start; empty: it may
   * @throws Shortage the machine lacks something for that at the moment; it must not start
   */
  public Optional<String> begin(Claim claim, int retries) {
    Optional<String> objection =
        nonce(claim)
            .flatMap(
                nonce ->
                    begin(nonce, claim.job().expires().orElseThrow(), 1 + retries + BROKEN_OFF));
    if (objection.isPresent() && !seals.isRequired()) {
      onDistrust.accept(claim.job(), objection.get());
      return Optional.empty();
    }
    return objection;
  }

  private Optional<String> begin(String nonce, Instant expires, int attempts) {
    try {
      return nonces.get().begin(nonce, expires, attempts);
    } catch (UncheckedIOException e) {
      Shortage.check(e);
      LOG.error("{}; no signed job starts until it can be written", e.getMessage());
      return Optional.of(
          e.getMessage() + "; fix: let the worker write there, then: cl task retry RUN");
    }
  }

  /**
   * Notes the end of an attempt whose outcome is stored.
   *
   * @param isFinal false: the job will be tried again
   */
  public void ended(Claim claim, boolean isFinal) {
    note(claim, isFinal ? Nonces::end : Nonces::goOn);
  }

  /** Notes that an attempt was broken off, and does not count. */
  public void givenBack(Claim claim) {
    note(claim, Nonces::giveBack);
  }

  private void note(Claim claim, BiConsumer<Nonces, String> what) {
    try {
      nonce(claim).ifPresent(nonce -> what.accept(nonces.get(), nonce));
    } catch (UncheckedIOException e) {
      LOG.error("{}; {} could be replayed", e.getMessage(), claim.job());
    }
  }

  /** The nonce of a job that runs because of its signature. */
  private Optional<String> nonce(Claim claim) {
    Job job = claim.job();
    boolean runsUnsigned =
        seals.isOff() || job.expires().isEmpty() || JobSeal.mayBeUnsigned(job, role);
    // Where signatures are required, a job without one does not come so far.
    return !runsUnsigned && (seals.isRequired() || JobSeal.isSealed(claim.sent()))
        ? Optional.of(JobSeal.nonce(job, seals))
        : Optional.empty();
  }
}
