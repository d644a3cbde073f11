// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Category;
import org.apache.camel.Component;
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
 * done. The producer takes any map of parameters for a task or a schedule, or queues the run of a
 * schedule that Quartz has fired for.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "redis-queue",
    title = "Redis Queue",
    syntax = "redis-queue:queue",
    category = {Category.CACHE, Category.MESSAGING})
public final class RedisQueueEndpoint extends DefaultEndpoint {

  /** Makes consumers of endpoints. */
  interface Consumers {
    /** Makes a consumer. */
    Consumer of(RedisQueueEndpoint endpoint, Processor processor);
  }

  private final Function<RedisQueueEndpoint, Producer> producers;
  private final Consumers consumers;

  @UriPath(
      description =
          "Redis list of the role, queue: in cl.yaml; with run=due the name of the schedule, with"
              + " run=step that of the workflow")
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
      enums = "now,due,step",
      defaultValue = "now",
      description =
          "now: each message starts a run by hand. due: the run of the schedule for the instant at"
              + " which Quartz fired, once, however often it comes by. step: the jobs of a step of a"
              + " workflow, when it is its turn in the run that the body holds")
  private String run = "now";

  @UriParam(label = "producer", description = "With run=step: number of the step, from 1 on")
  private int step;

  @UriParam(label = "producer", description = "Task to run. Not with schedule")
  private String task;

  @UriParam(
      label = "producer",
      description =
          "Schedule to run as by hand: its task with its values (those of the body win), on its"
              + " targets in this role, in its place: it waits or is skipped as its overlap says."
              + " Not with run=due")
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

  RedisQueueEndpoint(
      String uri,
      Component component,
      Function<RedisQueueEndpoint, Producer> producers,
      Consumers consumers) {
    super(uri, component);
    this.producers = producers;
    this.consumers = consumers;
  }

  @Override
  public Producer createProducer() {
    return producers.apply(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    Consumer consumer = consumers.of(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  /**
   * The role whose queue this is.
   *
   * @throws IllegalArgumentException cl.yaml knows none
   */
  Role role(ClConfig config) {
    return config.roles().values().stream()
        .filter(known -> role == null ? known.queue().equals(queue) : known.name().equals(role))
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

  List<String> hostPatterns() {
    return split(hosts);
  }

  private static List<String> split(String names) {
    return names == null || names.isEmpty() ? List.of() : Arrays.asList(names.split(",", -1));
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

  public String getRun() {
    return run;
  }

  public void setRun(String run) {
    this.run = run;
  }

  public int getStep() {
    return step;
  }

  public void setStep(int step) {
    this.step = step;
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
