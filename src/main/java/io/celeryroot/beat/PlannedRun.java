// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.job.TraceContext;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.queue.Submission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recorded run whose jobs are on their way into their queues. Confined to the thread of its
 * exchange.
 */
public final class PlannedRun {

  private final RunRequest request;
  private final RunRecord record;
  private final Map<RunJob, Enqueued> enqueued = new LinkedHashMap<>();

  public PlannedRun(RunRequest request, RunRecord record) {
    this.request = request;
    this.record = record;
  }

  public RunRequest request() {
    return request;
  }

  public RunRecord record() {
    return record;
  }

  /** The jobs that no queue step has taken yet. */
  public List<RunJob> left() {
    return record.jobs().stream().filter(job -> !enqueued.containsKey(job)).toList();
  }

  /**
   * Puts a job into its queue, once.
   *
   * @param trace what the job is a part of; empty: the run is a trace of its own
   */
  public void enqueue(RunJob job, Submission submission, Optional<TraceContext> trace) {
    enqueued.put(job, submission.enqueue(request.within(trace), record, job.target()));
  }

  public long count(Enqueued what) {
    return enqueued.values().stream().filter(what::equals).count();
  }
}
