// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.security.Signer;
import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Outcome;
import io.celeryroot.sign.SealVerdict;
import io.celeryroot.sign.SealedText;
import io.celeryroot.sign.Seals;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The signature of the record of a job, bound to the job. What ran on a host counts from a signer
 * that stands for the host; that a job did not run, or was begun again, counts from any signer.
 *
 * <p>That the first attempt of a job began is not signed. It says who has the job, to those who
 * look there; by itself it decides nothing.
 */
public final class RecordSeal {

  /** Reason to refuse a copy of a job that runs. */
  public static final String RUNS_HERE = "replayed: this host runs it";

  private static final String KIND = "record";

  /** Members of the record of a first attempt, and of its member {@code cl}, that may be shown. */
  private static final Set<String> OF_BEGIN =
      Set.of("status", "task_id", "name", "worker", "retries", "queue");

  private static final Set<String> OWN_OF_BEGIN =
      Set.of(
          "attempt",
          "failed",
          "lost",
          "token",
          "worker",
          "next",
          "role",
          "run",
          "schedule",
          "due",
          "on_lost");

  private static final Set<Outcome> RAN = EnumSet.of(Outcome.OK, Outcome.FAILED, Outcome.TIMED_OUT);

  private RecordSeal() {}

  /** Signs the text of a record, if the process signs. */
  public static String seal(Seals seals, String job, String json) {
    return SealedText.seal(seals, KIND, job, json);
  }

  /**
   * The record as it is read: one that is not believed counts as absent. So does one that only says
   * that a message of somebody else with this ID was refused, since the true job may be in line, or
   * run. One of a first attempt only tells who has the job; see {@link #proven}.
   */
  public static JobRecord believed(Seals seals, String job, byte[] stored, Instant readAt) {
    JobRecord record = JobRecord.of(stored, readAt);
    boolean counts =
        !seals.isRequired()
            || stored.length == 0
            || (read(seals, job, new String(stored, UTF_8)).isSigned()
                && !record.reasonOfDeath().filter(RecordSeal::isOfForgery).isPresent());
    if (counts) {
      return record;
    }
    return isBegin(record)
        ? new JobRecord(record.latin(), ofBegin(record.fields()), record.meta(), readAt)
        : absent(record);
  }

  /** The record as decisions go by it: that a first attempt began counts as absent. */
  public static JobRecord proven(Seals seals, JobRecord record) {
    return isUnproven(seals, record) ? absent(record) : record;
  }

  /** Returns true if a record only says that a first attempt began, which nobody has signed. */
  public static boolean isUnproven(Seals seals, JobRecord record) {
    return seals.isRequired() && record.meta().isFirstAttempt();
  }

  private static JobRecord absent(JobRecord record) {
    return new JobRecord(record.latin(), Map.of(), JobMeta.NONE, record.readAt());
  }

  private static boolean isBegin(JobRecord record) {
    return record.meta().isFirstAttempt() && record.meta().token().isPresent();
  }

  /** The part of the record of a first attempt that says who has the job. */
  private static Map<String, Object> ofBegin(Map<String, Object> fields) {
    Map<String, Object> begin = only(OF_BEGIN, fields);
    begin.put(
        "result", only(Set.of("hostname", "started"), JsonReader.members(fields.get("result"))));
    begin.put("cl", only(OWN_OF_BEGIN, JsonReader.members(fields.get("cl"))));
    return begin;
  }

  private static Map<String, Object> only(Set<String> names, Map<String, Object> fields) {
    Map<String, Object> kept = new LinkedHashMap<>(fields);
    kept.keySet().retainAll(names);
    return kept;
  }

  /** Returns true if a job was refused with this reason for what others have written. */
  public static boolean isOfForgery(String reason) {
    return reason.equals(SealVerdict.UNSIGNED.reason())
        || reason.startsWith(SealVerdict.FORGED)
        || reason.equals(RUNS_HERE);
  }

  /**
   * The record for those who show it. Where signatures are required, one that is not believed is
   * that of a job that waits, with the reason in {@link JobResult#distrust}. That of a first
   * attempt, which nobody signs, is that of a job that runs.
   *
   * @return empty: not a record
   */
  public static Optional<JobResult> result(Seals seals, String job, String stored) {
    Optional<Map<String, Object>> fields = JsonReader.readObject(stored);
    if (seals.isOff()) {
      return fields.map(found -> CeleryResultCodec.read(job, found, ""));
    }
    JobRecord record = JobRecord.of(stored.getBytes(UTF_8), Instant.EPOCH);
    if (isBegin(record)) {
      Map<String, Object> begin = seals.isRequired() ? ofBegin(record.fields()) : record.fields();
      return Optional.of(CeleryResultCodec.read(job, begin, ""));
    }
    SealVerdict verdict = read(seals, job, stored);
    return fields
        .map(found -> seals.isRequired() && !verdict.isSigned() ? waiting() : found)
        .map(found -> CeleryResultCodec.read(job, found, verdict.reason()));
  }

  private static Map<String, Object> waiting() {
    return Map.of("status", JobState.PENDING.name());
  }

  private static SealVerdict read(Seals seals, String job, String stored) {
    return SealedText.read(seals, KIND, job, stored, (signer, json) -> objection(signer, job, json))
        .verdict();
  }

  private static Optional<String> objection(Signer signer, String job, String json) {
    Optional<JobResult> result =
        JsonReader.readObject(json).map(fields -> CeleryResultCodec.read(job, fields, ""));
    return result
        .filter(JobResult::hasEnded)
        .filter(ended -> ended.outcome().filter(end -> RAN.contains(end.outcome())).isPresent())
        .filter(ended -> !signer.standsFor(ended.host()))
        .map(
            ended ->
                "signer \"%s\" does not stand for host %s".formatted(signer.id(), ended.host()));
  }
}
