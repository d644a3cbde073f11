// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.host.HostVars;
import io.celeryroot.cron.timetable.OpenTimes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One entry of {@code workers:}: a named group of hosts with a queue.
 *
 * @param name key under {@code workers:}
 * @param hostnames host names, those of ranges one by one, or shell globs ({@code *}, {@code ?},
 *     {@code [a-z]})
 * @param vars variables of its hosts
 * @param labels further names, which several roles may have
 * @param queue Redis list of the role; also the hash tag of all its keys
 * @param runOn default {@link RunOn#ALL}
 * @param servedBy default {@link ServedBy#CELERYROOT}
 * @param concurrency jobs of the role at a time on each host; empty: one for each core
 * @param tasks names or globs of the tasks its workers may run; empty: all
 * @param unsigned names or globs of the tasks that run without a signature where one is required
 * @param openTimes times at which runs of schedules may start on its hosts; default: always
 * @param description for people; may be empty
 * @param withheld built-in tasks that {@code security.builtins: listed} keeps from its workers
 * @param source position of {@code name}
 */
public record Role(
    String name,
    List<String> hostnames,
    HostVars vars,
    List<String> labels,
    String queue,
    RunOn runOn,
    ServedBy servedBy,
    OptionalInt concurrency,
    List<String> tasks,
    List<String> unsigned,
    OpenTimes openTimes,
    String description,
    Set<String> withheld,
    Source source) {

  public static final RunOn DEFAULT_RUN_ON = RunOn.ALL;
  public static final ServedBy DEFAULT_SERVED_BY = ServedBy.CELERYROOT;

  /** Follows the name of a role in that of its queue. */
  private static final String DEFAULT_QUEUE = "_tasks";

  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

  public Role {
    requireNonNull(name, "name");
    requireNonNull(queue, "queue");
    requireNonNull(vars, "vars");
    hostnames = List.copyOf(hostnames);
    labels = List.copyOf(labels);
    tasks = List.copyOf(tasks);
    unsigned = List.copyOf(unsigned);
    withheld = Set.copyOf(withheld);
  }

  /** The queue a role has when cl.yaml does not name one. */
  public static String defaultQueue(String name) {
    return name + DEFAULT_QUEUE;
  }

  /** The role that has a queue by default; empty: none can. */
  public static Optional<String> nameByDefaultQueue(String queue) {
    return queue.endsWith(DEFAULT_QUEUE) && queue.length() > DEFAULT_QUEUE.length()
        ? Optional.of(queue.substring(0, queue.length() - DEFAULT_QUEUE.length()))
        : Optional.empty();
  }

  /** The hosts that are named here, in order; those that only match a glob are not known. */
  public List<String> namedHosts() {
    return hostnames.stream().anyMatch(Glob::isGlob)
        ? hostnames.stream().filter(name -> !Glob.isGlob(name)).toList()
        : hostnames;
  }

  /** Returns whether a machine may have this name; some have an underscore. */
  public static boolean isHostName(String name) {
    return HOST_NAME.matcher(name).matches();
  }

  /** Returns whether {@code hostname} can be a host and is named here, or matches a glob here. */
  public boolean hasHost(String hostname) {
    return isHostName(hostname)
        && hostnames.stream().anyMatch(pattern -> Glob.matches(pattern, hostname));
  }

  /** Returns whether Celery's workers take its jobs: all from the list of the role. */
  public boolean isCelery() {
    return servedBy == ServedBy.CELERY;
  }

  /** Returns whether {@code task} runs without a signature where one is required. */
  public boolean allowsUnsigned(String task) {
    return unsigned.stream().anyMatch(pattern -> Glob.matches(pattern, task));
  }

  public boolean allowsTask(String task) {
    return !withheld.contains(task)
        && (tasks.isEmpty() || tasks.stream().anyMatch(pattern -> Glob.matches(pattern, task)));
  }

  /** Returns whether only {@code security.builtins: listed} keeps {@code task} from the role. */
  public boolean withholds(String task) {
    return withheld.contains(task);
  }

  /** Returns the line of cl.yaml that lets the role run {@code task}, beside what it runs now. */
  public String lineFor(String task) {
    Stream<String> now = tasks.isEmpty() ? Stream.of("\"*\"") : tasks.stream().map(Role::quoted);
    return "workers.%s.tasks: [%s]"
        .formatted(name, String.join(", ", Stream.concat(now, Stream.of(task)).toList()));
  }

  private static String quoted(String task) {
    return Glob.isGlob(task) ? "\"" + task + "\"" : task;
  }

  /** Returns the role without the right to run some built-in tasks. */
  public Role without(Set<String> builtIns) {
    return new Role(
        name,
        hostnames,
        vars,
        labels,
        queue,
        runOn,
        servedBy,
        concurrency,
        tasks,
        unsigned,
        openTimes,
        description,
        builtIns,
        source);
  }
}
