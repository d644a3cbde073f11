// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.celery.CeleryValue;
import io.celeryroot.config.limit.Limits;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.text.Mask;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One entry of {@code tasks:}, or a built-in task: the program to run and its limits.
 *
 * @param name key under {@code tasks:}
 * @param action program, script or endpoint
 * @param params in positional order
 * @param timeout of one attempt
 * @param killAfter between TERM and KILL when an attempt is ended
 * @param linger longest wait, after a normal end, for output of what the program left running
 * @param retries default {@link Retries#NONE}
 * @param env added to the environment; values may hold secrets and are never shown
 * @param workdir default: the worker's
 * @param user default: the worker's
 * @param newPrivileges true if programs of another {@code user} may gain rights, as through sudo
 * @param successExitCodes default {@code 0}
 * @param maxOutputBytes of stdout and of stderr each
 * @param limits on the use of the host
 * @param onLost default {@link OnLost#REQUEUE}
 * @param runOn overrides the role's; overridden by the schedule's and the command line's
 * @param expires longest wait of a job; afterwards it is not run
 * @param receivers of messages about its runs; an empty list: nobody; empty: those of the file, for
 *     runs of schedules
 * @param celeryName its name in messages for Celery's workers, and of Celery's clients; empty: its
 *     own
 * @param description for people; may be empty
 * @param source position of {@code name}; {@link Source#BUILT_IN} for built-in tasks
 */
public record TaskDefinition(
    String name,
    Action action,
    List<Param> params,
    Duration timeout,
    Duration killAfter,
    Duration linger,
    Retries retries,
    Map<String, String> env,
    Optional<String> workdir,
    Optional<String> user,
    boolean newPrivileges,
    Set<Integer> successExitCodes,
    long maxOutputBytes,
    Limits limits,
    OnLost onLost,
    Optional<RunOn> runOn,
    Duration expires,
    Optional<List<Receiver>> receivers,
    Optional<String> celeryName,
    String description,
    Source source) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);
  public static final Duration DEFAULT_KILL_AFTER = Duration.ofSeconds(10);
  public static final Duration DEFAULT_LINGER = Duration.ofSeconds(5);
  public static final Set<Integer> DEFAULT_SUCCESS_EXIT_CODES = Set.of(0);
  public static final long DEFAULT_MAX_OUTPUT_BYTES = 1024 * 1024;

  /** The largest limit: workers hold the output in memory and Redis in one value. */
  public static final long MAX_OUTPUT_BYTES = 64L * 1024 * 1024;

  public static final OnLost DEFAULT_ON_LOST = OnLost.REQUEUE;
  public static final Duration DEFAULT_EXPIRES = Duration.ofHours(24);

  public TaskDefinition {
    requireNonNull(name, "name");
    requireNonNull(action, "action");
    params = List.copyOf(params);
    receivers = receivers.map(List::copyOf);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    successExitCodes = Set.copyOf(successExitCodes);
  }

  /**
   * Finds the secret ones of some values: those of secret parameters, and JSON for the {@code
   * kwargs} of a Celery task that has a member with the name of one.
   *
   * @param values by the names of the parameters
   * @return names, also of secret parameters without a value
   */
  public Set<String> secretsIn(Map<String, ?> values) {
    Set<String> secrets =
        params.stream().filter(Param::secret).map(Param::name).collect(Collectors.toSet());
    Set<String> members =
        secrets.stream().map(name -> '"' + name + '"').collect(Collectors.toSet());
    params.stream()
        .filter(param -> param.celery() == CeleryValue.KWARGS)
        .map(Param::name)
        .filter(name -> Mask.TEXT.equals(values.get(name)) || holdsOneOf(values.get(name), members))
        .forEach(secrets::add);
    return Set.copyOf(secrets);
  }

  private static boolean holdsOneOf(Object value, Set<String> members) {
    return members.stream().anyMatch(String.valueOf(value)::contains);
  }

  public boolean isBuiltIn() {
    return source.isBuiltIn();
  }
}
