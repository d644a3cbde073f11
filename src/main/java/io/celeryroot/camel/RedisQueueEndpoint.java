// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.Role;
import io.celeryroot.worker.WorkerIdentity;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Take jobs from the Redis queues of a role, reliably, and put jobs into them, once.
 *
 * <p>The consumer runs a job by sending it into its route and stores the result when the route is
 * done. The producer takes a run that Beat has named, or any map of parameters for a task or a
 * schedule.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "redis-queue",
    title = "Redis Queue",
    syntax = "redis-queue:queue",
    category = {Category.CACHE, Category.MESSAGING})
public final class RedisQueueEndpoint extends DefaultEndpoint {

  @UriPath(description = "Redis list of the role, queue: in cl.yaml")
  @Metadata(required = true)
  private String queue;

  @UriParam(description = "Role in cl.yaml; not given: the first role with this queue")
  private String role;

  @UriParam(
      label = "consumer",
      description =
          "Name of the host whose jobs are run; not given: celeryroot.hostname, else the machine's name")
  private String host;

  @UriParam(
      label = "consumer",
      defaultValue = "0",
      description = "Jobs at a time; 0: one for each processor")
  private int concurrency;

  @UriParam(
      label = "producer",
      description =
          "Task to run, beside whatever runs of it; of a run of Beat, for the reader only. Not with"
              + " schedule")
  private String task;

  @UriParam(
      label = "producer",
      description =
          "Schedule to run now, as by hand: its task with its values (those of the body win), on"
              + " its targets in this role, in its place: it waits or is skipped as its overlap"
              + " says")
  private String schedule;

  @UriParam(
      label = "producer",
      enums = "all,any",
      description = "Whether all hosts run the task, or any one of them; not given: as in cl.yaml")
  private String runOn;

  @UriParam(
      label = "producer",
      description =
          "Hosts that run the task: names and globs, separated by commas; not given: all of the role")
  private String hosts;

  RedisQueueEndpoint(String uri, RedisQueueComponent component) {
    super(uri, component);
  }

  @Override
  public Producer createProducer() {
    return new RedisQueueProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    RedisQueueConsumer consumer = new RedisQueueConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  Celeryroot celeryroot() {
    return Celeryroot.of(getCamelContext());
  }

  /** The role that is meant. */
  Role definition() {
    return celeryroot().config().roles().values().stream()
        .filter(r -> role == null ? r.queue().equals(queue) : r.name().equals(role))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "redis-queue:"
                        + queue
                        + (role == null
                            ? ": no role in cl.yaml has the queue " + queue
                            : ": no such role in cl.yaml: " + role)));
  }

  /** The host whose jobs are run. */
  String hostname() {
    return host == null || host.isEmpty() ? celeryroot().hostname() : host;
  }

  /** Jobs at a time, 1 or more. */
  int slots() {
    return concurrency > 0 ? concurrency : Runtime.getRuntime().availableProcessors();
  }

  /** The worker that its consumer is. */
  WorkerIdentity identity() {
    return new WorkerIdentity(
        celeryroot().worker(),
        hostname(),
        definition(),
        queue,
        celeryroot().config().redis().maskedUrl());
  }

  List<String> hostPatterns() {
    return hosts == null || hosts.isEmpty() ? List.of() : Arrays.asList(hosts.split(",", -1));
  }

  public String getQueue() {
    return queue;
  }

  public void setQueue(String queue) {
    this.queue = queue;
  }

  public String getRole() {
    return role;
  }

  public void setRole(String role) {
    this.role = role;
  }

  public String getHost() {
    return host;
  }

  public void setHost(String host) {
    this.host = host;
  }

  public int getConcurrency() {
    return concurrency;
  }

  public void setConcurrency(int concurrency) {
    this.concurrency = concurrency;
  }

  public String getTask() {
    return task;
  }

  public void setTask(String task) {
    this.task = task;
  }

  public String getSchedule() {
    return schedule;
  }

  public void setSchedule(String schedule) {
    this.schedule = schedule;
  }

  public String getRunOn() {
    return runOn;
  }

  public void setRunOn(String runOn) {
    this.runOn = runOn;
  }

  public String getHosts() {
    return hosts;
  }

  public void setHosts(String hosts) {
    this.hosts = hosts;
  }
}
