// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.util.List;

/**
 * The keys in Redis, one method each; {@code docs/redis-keys.md} lists them. Keys of one queue
 * share the hash tag {@code {queue}}, those of one schedule {@code {schedule}}, so that one script
 * may touch them on a cluster.
 */
public final class Keys {

  /** Hash: worker name to heartbeat JSON; bounded by the number of hosts. */
  public static final String WORKERS = "cl:{live}:workers";

  /** Hash: Beat name to heartbeat JSON; bounded by the number of Beats. */
  public static final String BEATS = "cl:{live}:beats";

  /** Sorted set with expiry: second in which a Beat began to live, by the last; at most 500. */
  public static final String LIVES = "cl:{live}:lives";

  /** String with expiry: up to when a Beat has looked for due instants, where signatures count. */
  public static final String LOOKED = "cl:{live}:looked";

  /** Sorted set with expiry: host by the ms of its last sign of life, when its worker stopped. */
  public static final String GONE = "cl:{live}:gone";

  /** Sorted set with expiry: host by the ms at which its Beat was stopped. */
  public static final String GONE_BEATS = "cl:{live}:gone_beats";

  /** Set of kombu: lists of replies that clients of remote control wait for. */
  public static final String REPLY_BINDING = "_kombu.binding.reply.celery.pidbox";

  /** Hash: queue to the role that had it last; bounded by the queues that files ever had. */
  public static final String QUEUES = "cl:{live}:queues";

  /** Sorted set with expiry: run ids by submission time in ms; at most 10 000. */
  public static final String RUNS = "cl.runs";

  /**
   * Hash: orders of operators by what they are about, JSON; also the channel that tells of them.
   */
  public static final String CONTROL = "cl:control";

  /** Stream: commands of operators that changed something; at most about 10 000. */
  public static final String AUDIT = "cl:audit";

  private static final List<String> PRIORITY_STEPS = List.of("3", "6", "9");

  private Keys() {}

  /** String with expiry: the configuration that a Beat runs, as JSON; secrets are masked. */
  public static String config(String beat) {
    return "cl:{live}:config:" + beat;
  }

  /**
   * List: jobs that a worker took from one list; in the order in which they go back, left first.
   */
  public static String claimed(Target target, String worker) {
    return base(target) + ":claimed:" + worker;
  }

  /** Sorted set: messages by the ms of the Redis clock at which they are due. */
  public static String delayed(Target target) {
    return base(target) + ":delayed";
  }

  /**
   * Lists: jobs of Celery clients with another priority than 0, the more urgent first, as kombu
   * names them. None is in the cluster slot of the queue, unless the queue has a hash tag.
   */
  public static List<String> priorities(Target target) {
    return PRIORITY_STEPS.stream().map(step -> target.list() + "\u0006\u0016" + step).toList();
  }

  /** String with expiry: the job was enqueued, or skipped. */
  public static String marker(String queue, String job) {
    return tagged(queue, "job:" + job);
  }

  /** The list to which an operator has moved a job. */
  public static String moved(String id) {
    return "cl:moved:" + id;
  }

  /** String with expiry: the job had left no trace and was enqueued again. */
  public static String again(String queue, String job) {
    return tagged(queue, "again:" + job);
  }

  /**
   * String with expiry: id of the job that holds a {@link Target#place} of a schedule in a queue.
   */
  public static String slot(String queue, String schedule, String place) {
    return tagged(queue, "slot:" + schedule + ":" + place);
  }

  /** List with expiry: {@code id newline message} of jobs that wait for the slot; at most 100. */
  public static String held(String queue, String schedule, String place) {
    return tagged(queue, "held:" + schedule + ":" + place);
  }

  /**
   * Sorted set: {@code worker list} of workers that have or had claims, by the ms at which they
   * last renewed; bounded by the number of hosts.
   */
  public static String workers(String queue) {
    return tagged(queue, "workers");
  }

  /**
   * Sorted set with expiry: hosts that were given a job by name, by the ms at which the last was.
   */
  public static String hosts(String queue) {
    return tagged(queue, "hosts");
  }

  /** String with expiry: instance of the live worker of this name. */
  public static String lease(String queue, String worker) {
    return tagged(queue, "lease:" + worker);
  }

  /** List with expiry: dead letters as JSON, newest first; at most 1000. */
  public static String dead(String queue) {
    return tagged(queue, "dead");
  }

  /** String with expiry: state and result of a job, in Celery's form; also a channel. */
  public static String meta(String job) {
    return "celery-task-meta-" + job;
  }

  /**
   * String with expiry: a request to cancel a job that runs; beside its record, also on a cluster.
   */
  public static String cancel(String job) {
    return beside(meta(job), "cancel");
  }

  /**
   * Returns true if the keys of a job lie in one slot of a cluster, since no client put a closing
   * brace into its id.
   */
  public static boolean isTogether(String job) {
    return job.indexOf('}') < 0;
  }

  /** A key in the cluster slot of another, which has no brace in it. */
  private static String beside(String key, String rest) {
    return "{" + key + "}:" + rest;
  }

  /** Stream with expiry: what a job printed while it ran; bounded by its writer. */
  public static String output(String job) {
    return "cl.output." + job;
  }

  /**
   * Hash with expiry: end of the last job of a task that ran on a host. No host or task has a colon
   * in its name.
   */
  public static String lastRun(String host, String task) {
    return "cl:last:" + host + ":" + task;
  }

  /** List with expiry: when workers of a host were away, JSON, newest first; at most 30. */
  public static String away(String host) {
    return "cl:away:" + host;
  }

  /** Channel on which Celery's remote control speaks to all workers. */
  public static String pidbox(int database) {
    return "/" + database + ".celery.pidbox";
  }

  /** Channel of Celery's events of one kind, such as {@code task.started}. */
  public static String events(int database, String kind) {
    return "/" + database + ".celeryev/" + kind;
  }

  /** List with expiry: replies that a client of Celery's remote control waits for. */
  public static String reply(String client) {
    return client + ".reply.celery.pidbox";
  }

  /** Set of kombu: what is bound to a queue of that name; there since somebody declared it. */
  public static String binding(String queue) {
    return "_kombu.binding." + queue;
  }

  /** String with expiry: record of a run, JSON. */
  public static String run(String run) {
    return "cl.run." + run;
  }

  /**
   * Hash with expiry: number of ended jobs of a run for each outcome, {@code longest} attempt and
   * the time at which the last one {@code ended}, in ms.
   */
  public static String ends(String run) {
    return "cl.ends." + run;
  }

  /** Hash: what Beats remember of a schedule; bounded by the number of schedules. */
  public static String schedule(String schedule) {
    return "cl:schedule:{" + schedule + "}";
  }

  /** List with expiry: newest definitions, {@code second JSON}; at most 20. */
  public static String definitions(String schedule) {
    return schedule(schedule) + ":definitions";
  }

  /** Sorted set with expiry: missed due instants by epoch second; at most 1000. */
  public static String missed(String schedule) {
    return schedule(schedule) + ":missed";
  }

  /**
   * Sorted set with expiry: {@code run second} or {@code missed second} of the newest due instants,
   * by epoch second; at most 128.
   */
  public static String decided(String schedule) {
    return schedule(schedule) + ":decided";
  }

  /**
   * Sorted set: runs of workflows that have not ended, by the ms of their submission; each leaves
   * it when it ends.
   */
  public static final String LIVE_WORKFLOWS = "cl:{live}:workflows";

  /** String with expiry: state of a run of a workflow, JSON. */
  public static String workflow(String run) {
    return line(RunIds.nameOf(run)) + ":" + run;
  }

  /** List with expiry: runs of a workflow that must not overlap; the first has begun. */
  public static String line(String workflow) {
    return "cl:workflow:{" + workflow + "}";
  }

  /**
   * Sorted set: runs of which somebody wants to know, by the ms at which to look at them next; each
   * leaves it when it has ended.
   */
  public static final String WATCHED = "cl:{live}:watched";

  /** Hash: what people were told, JSON, by schedule, task, worker; bounded by their number. */
  public static final String TOLD = "cl:{live}:told";

  /**
   * Sorted set: groups of messages by the ms at which it is their turn; bounded by the number of
   * receivers and events.
   */
  public static final String NOTICES = "cl:{live}:notices";

  /** Hash: receiver to its last success and failure, JSON; bounded by the number of receivers. */
  public static final String RECEIVERS = "cl:{live}:receivers";

  /** List: messages of a group that wait, oldest first; at most 1000. */
  public static String notices(String group) {
    return NOTICES + ":" + group;
  }

  /** The slot that a job holds, or waits for. */
  public static String slot(Job job) {
    return slot(job.target().queue(), job.schedule().orElse(""), job.target().place());
  }

  /** The list of the jobs that wait for the slot of a job. */
  public static String held(Job job) {
    return held(job.target().queue(), job.schedule().orElse(""), job.target().place());
  }

  /** The keys that the ack of a job may touch, in the order of {@code ack.lua}. */
  public static List<String> ack(Job job, String source) {
    return List.of(source, job.target().list(), slot(job), held(job));
  }

  /** The list of a host, or the tag alone. */
  private static String base(Target target) {
    return target.host().isPresent() ? target.list() : "{" + target.queue() + "}";
  }

  /** A key of ours: no host name has a colon, so it is never the list of a host. */
  private static String tagged(String queue, String rest) {
    return "{" + queue + "}:" + rest;
  }
}
