// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.config.Role;
import io.celeryroot.config.security.Signer;
import io.celeryroot.job.Job;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.sign.BatchSeal;
import io.celeryroot.sign.BatchSeals;
import io.celeryroot.sign.Seal;
import io.celeryroot.sign.SealVerdict;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.SignedBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The signature of a job in its message. Signed is everything of the job that a worker goes by, as
 * the worker reads it, the list that it waits in, and the body as it was sent. A job that is signed
 * again, because its message has vanished, has the same nonce, so that a host runs it once. Jobs
 * that are sent together share a signature.
 */
public final class JobSeal {

  private static final String KIND = "job";

  private JobSeal() {}

  /**
   * Writes the messages of jobs of one queue. If the process signs, they share a signature.
   *
   * @return in the order of the jobs
   * @throws io.celeryroot.sign.KeyUnusable signatures are required, and the process has no key
   */
  public static List<String> writeAll(List<Job> jobs, Seals seals) {
    if (!seals.signs() || jobs.isEmpty()) {
      return jobs.stream().map(MessageCodec::write).toList();
    }
    List<String> bodies = jobs.stream().map(MessageCodec::body).toList();
    List<BatchSeal> made =
        seals
            .batches()
            .sealAll(
                KIND,
                IntStream.range(0, jobs.size())
                    .mapToObj(
                        i -> thing(jobs.get(i), SentForm.ours(jobs.get(i).task(), bodies.get(i))))
                    .toList());
    return IntStream.range(0, jobs.size())
        .mapToObj(
            i -> MessageCodec.write(jobs.get(i), bodies.get(i), Optional.of(made.get(i).text())))
        .toList();
  }

  private static BatchSeals.Thing thing(Job job, SentForm sent) {
    return new BatchSeals.Thing(job.id(), bytes -> content(bytes, job, sent));
  }

  /** Returns the job as it can be signed: with an end. */
  public static Job bounded(Job job, Seals seals) {
    return seals.signs() && job.expires().isEmpty() ? job.until(end(job, seals)) : job;
  }

  /** A job that may not start before some time lives from then on. */
  private static Instant end(Job job, Seals seals) {
    Instant now = seals.now();
    return job.eta()
        .filter(now::isBefore)
        .map(eta -> seals.expiry().plus(Duration.between(now, eta)))
        .orElseGet(seals::expiry)
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** The number by which a host knows that it has begun a job. */
  public static String nonce(Job job, Seals seals) {
    return seals.batches().nonce(KIND, job.id());
  }

  /** Returns true if a message has a signature that can be read, whosever it is. */
  public static boolean isSealed(SentForm sent) {
    return sent.seal().flatMap(BatchSeal::parse).isPresent();
  }

  /**
   * Judges a job that a worker is to run.
   *
   * @param role that the worker serves
   * @param sent message from which the job was read
   */
  public static SealVerdict judge(Job job, String role, SentForm sent, Seals seals) {
    return judge(job, sent, seals, signer -> objection(signer, job, role, seals));
  }

  /**
   * Judges a message that somebody wants to have run again, perhaps after its end.
   *
   * @param message from which the job was read, byte for byte
   */
  public static SealVerdict judgeOrigin(Job job, String message, Seals seals) {
    return judge(
        job,
        SentForm.of(message),
        seals,
        signer ->
            signer.maySubmit(job.target().role(), job.task())
                ? Optional.empty()
                : Optional.of("signer \"" + signer.id() + "\" may not submit it"));
  }

  /**
   * Returns true if a role runs a job without a signature. One whose ID is that of a job of a run
   * is not a client's that cannot sign, and would take the place of the other.
   */
  public static boolean mayBeUnsigned(Job job, Role role) {
    return role.allowsUnsigned(job.task()) && RunIds.runOf(job.id()).isEmpty();
  }

  /** Returns true if a message counts as one of its job: signed, where that is required. */
  public static boolean isBelieved(Job job, String message, Seals seals) {
    return !seals.isRequired() || judgeOrigin(job, message, seals).isSigned();
  }

  private static SealVerdict judge(
      Job job, SentForm sent, Seals seals, Function<Signer, Optional<String>> objection) {
    if (sent.seal().isEmpty()) {
      return SealVerdict.UNSIGNED;
    }
    return BatchSeal.parse(sent.seal().get())
        .map(seal -> seals.batches().judge(KIND, seal, thing(job, sent), objection))
        .orElseGet(() -> SealVerdict.forged("not a signature of ours"));
  }

  private static Optional<String> objection(Signer signer, Job job, String role, Seals seals) {
    if (!signer.maySubmit(role, job.task())) {
      return Optional.of(
          "signer \"%s\" may not submit task %s for role %s"
              .formatted(signer.id(), job.task(), role));
    }
    if (job.expires().isEmpty()) {
      return Optional.of("signed without an end");
    }
    // By the clock of this host: that of Redis may be set back by its owner.
    return job.expires().get().plus(Seal.CLOCK_SKEW).isBefore(seals.now())
        ? Optional.of("expired at " + job.expires().get() + " by the clock of this host")
        : Optional.empty();
  }

  private static void content(SignedBytes bytes, Job job, SentForm sent) {
    bytes
        .text(job.id())
        .text(sent.task().orElse(job.task()))
        .text(sent.body())
        .optional(sent.encoding())
        .optional(sent.type())
        .optional(sent.charset())
        .optional(sent.compression())
        .text(job.target().queue())
        .optional(job.target().host())
        .optional(job.run())
        .optional(job.schedule())
        .optional(time(job.due()))
        .optional(time(job.eta()))
        .optional(time(job.expires()))
        .optional(time(job.submitted()))
        .text(job.overlap().name())
        .text(job.origin())
        .optional(job.trace().map(TraceContext::traceparent))
        .optional(job.trace().flatMap(TraceContext::tracestate))
        .list(job.conditions())
        .optional(job.options().hardLimit().map(Duration::toMillis))
        .optional(job.options().softLimit().map(Duration::toMillis))
        .text(String.valueOf(job.options().ignoresResult()))
        .text(job.shard().index() + " of " + job.shard().count());
  }

  /** A time as messages have it. */
  private static Optional<Instant> time(Optional<Instant> time) {
    return time.map(exact -> exact.truncatedTo(ChronoUnit.MICROS));
  }
}
