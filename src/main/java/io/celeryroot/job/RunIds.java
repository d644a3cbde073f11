// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of runs and jobs. The same due run has the same name for whoever submits it. */
public final class RunIds {

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern JOB =
      Pattern.compile("(.+-\\d{8}T\\d{6}Z(-[a-z0-9]{8})?(\\+\\d{1,4})?)[.:].+");
  private static final Pattern STEP = Pattern.compile("(.+)\\+(\\d{1,4})");
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{8}T\\d{6}Z)(-[a-z0-9]{8})?");
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SUFFIX = 8;

  private RunIds() {}

  /** The run of a schedule that was due at a whole second. */
  public static String due(String schedule, Instant due) {
    return schedule + "-" + INSTANT.format(due);
  }

  /** A run by hand of a task or schedule. */
  public static String byHand(String name, Instant now, RandomGenerator random) {
    return due(name, now) + "-" + suffix(random);
  }

  /** The job of a run for a target. */
  public static String job(String run, Target target) {
    return target.host().map(host -> run + "." + host).orElse(run + ":" + target.role());
  }

  /** The run in the id of a job; empty for ids of foreign clients. */
  public static Optional<String> runOf(String job) {
    Matcher matcher = JOB.matcher(job);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * The run of a step of a workflow.
   *
   * @param run of the workflow
   * @param step 1-based
   */
  public static String step(String run, int step) {
    return run + "+" + step;
  }

  /** The run of the workflow that a step's run belongs to; empty: it is not the run of a step. */
  public static Optional<String> workflowOf(String run) {
    Matcher matcher = STEP.matcher(run);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * The schedule, task or workflow in the id of a run, or of that of a step; the id itself if it
   * has another form.
   */
  public static String nameOf(String run) {
    Matcher matcher = NAME.matcher(workflowOf(run).orElse(run));
    return matcher.matches() ? matcher.group(1) : run;
  }

  /**
   * Tells whether a run was due, or was started by hand, later than another.
   *
   * @param one a run, or a job of one
   * @param other likewise
   * @return false also if an id names no time
   */
  public static boolean isLater(String one, String other) {
    Optional<String> time = timeOf(one);
    return time.isPresent() && timeOf(other).filter(t -> t.compareTo(time.get()) < 0).isPresent();
  }

  private static Optional<String> timeOf(String id) {
    String run = runOf(id).orElse(id);
    Matcher matcher = NAME.matcher(workflowOf(run).orElse(run));
    return matcher.matches() ? Optional.of(matcher.group(2)) : Optional.empty();
  }

  private static String suffix(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SUFFIX; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
