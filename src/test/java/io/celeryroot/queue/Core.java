// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Source;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.queue.output.OutputPiece;
import io.celeryroot.queue.output.OutputWriter;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowListener;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must work on every kind of Redis. */
public final class Core {

  private Core() {}

  /** Every operation once. */
  public static void work(Redis redis) {
    workJobs(redis);
    workWorkflow(redis);
  }

  private static void workWorkflow(Redis redis) {
    ClConfig config = Jobs.config(Jobs.role("web", RunOn.ALL, List.of(), "web1", "web2"));
    WorkflowRuns runs =
        new WorkflowRuns(redis, config, Set::of, JobListener.NONE, WorkflowListener.NONE);
    Step step =
        Step.of(
            "sync",
            List.of("web"),
            Map.of("path", "/srv"),
            Optional.empty(),
            Optional.empty(),
            Source.BUILT_IN);
    Workflow workflow =
        new Workflow(
            "flow", List.of(step, step), Optional.empty(), Overlap.QUEUE, "", Source.BUILT_IN);
    String first = runs.start(WorkflowStart.byHand(config, workflow, Runs.submitter())).run().id();
    String second = runs.start(WorkflowStart.byHand(config, workflow, Runs.submitter())).run().id();
    assertThat(runs.live()).hasSize(2);
    runs.cancel(first);
    runs.advance(second);
    assertThat(runs.find(second).orElseThrow().isHeld()).isFalse();
    runs.cancel(second);
    assertThat(runs.find(first).orElseThrow().hasEnded()).isTrue();
    assertThat(runs.live()).isEmpty();
  }

  private static void workJobs(Redis redis) {
    Duration kept = TestRedis.KEPT;
    Attempts attempts = Jobs.attempts(redis);
    JobQueues queues = new JobQueues(redis, kept);
    DeadLetterQueue letters = new DeadLetterQueue(redis, kept);
    QueueReader reader = new QueueReader(redis);
    Submission submission = new Submission(redis, Jobs.config());
    RunRequest request = Runs.byHand("backup", "sync", Overlap.QUEUE, List.of(HOST1));
    String run = submission.submit(request).run().id();
    queues.enqueue(Jobs.scheduled("b", Overlap.QUEUE));
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1);

    Claim first = Claims.next(session, HOST1, Duration.ofSeconds(1)).orElseThrow();
    attempts.begin(first);
    attempts.retryLater(first, Jobs.FAILED, Duration.ZERO);
    session.promote();
    Claim again = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(again);
    attempts.finish(again, Jobs.OK);
    attempts.release(Claims.next(session, HOST1, Duration.ZERO).orElseThrow());
    attempts.reject(Claims.next(session, HOST1, Duration.ZERO).orElseThrow(), "unknown task");
    String revived = letters.requeue(letters.read("web_tasks").get(0)).orElseThrow();
    Cancellations cancellations = new Cancellations(redis, kept);
    cancellations.cancel(revived, Optional.of(HOST1));
    session.lease().renew();
    session.recover();
    new Expiry(redis, attempts, job -> false).expire(List.of(HOST1));
    session.close();

    ScheduleStates states = new ScheduleStates(redis, kept);
    states.recordDue("backup", redis.serverTime(), run);
    states.recordMissed("backup", List.of(redis.serverTime()));
    String job = run + ".web1";
    assertThat(new Results(redis).findAll(List.of(job, "b", revived)).values())
        .extracting(JobResult::outcomeText)
        .containsExactly("ok", "rejected (unknown task)", "cancelled");
    OutputLog log = new OutputLog(redis, kept);
    OutputWriter writer = new OutputWriter(log, job, 1, "web1", 100);
    for (int i = 0; i < 3; i++) {
      writer.write(
          new ArrayDeque<>(List.of(new OutputPiece(OutputPiece.Channel.STDOUT, 2L * i, "x\n"))));
    }
    assertThat(log.read(job, OutputLog.START, 9)).hasSize(1);
    OutputWriter second = new OutputWriter(log, job, 2, "web1", 100);
    second.write(new ArrayDeque<>(List.of(new OutputPiece(OutputPiece.Channel.STDOUT, 0, "y\n"))));
    assertThat(log.read(job, OutputLog.START, 9)).hasSize(1);
    new Heartbeats(redis).prune();
    assertThat(cancellations.requested(List.of(job, "b"))).isEmpty();
    assertThat(new RunRecords(redis).list(5, record -> true)).hasSize(1);
    assertThat(reader.depths("web_tasks", List.of("web1")))
        .allMatch(QueueDepth::isEmpty)
        .extracting(QueueDepth::list)
        .containsExactly("web_tasks", "{web_tasks}.web1");
  }
}
