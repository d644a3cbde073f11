// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import io.celeryroot.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The answer about a run, from those about its jobs: what went wrong first, the rest summed up. */
final class RunWhy {

  private static final int MOST_HOSTS = 5;
  private static final int MOST_GROUPS = 3;
  private static final int MOST_TOLD = 3;

  private RunWhy() {}

  /** Jobs with one answer. */
  private record Group(List<Answer> answers, List<String> places) {

    Answer first() {
      return answers.get(0);
    }

    boolean isOne() {
      return places.size() == 1;
    }

    String text() {
      return isOne()
          ? first().text()
          : places.size() + " jobs: " + first().kind() + (first().cause() == Cause.OK ? "" : on());
    }

    private String on() {
      return " (" + listed() + ")";
    }

    private String listed() {
      return Text.listing(places, MOST_HOSTS);
    }

    /** The answers of the first jobs, and the others by their kind. */
    List<Evidence> facts() {
      List<Evidence> facts = new ArrayList<>();
      int told = Math.min(places.size(), MOST_TOLD);
      for (int i = 0; i < told; i++) {
        facts.add(Evidence.of(places.get(i), answers.get(i).text()));
      }
      List<String> others = places.subList(told, places.size());
      if (!others.isEmpty()) {
        facts.add(Evidence.of(Text.listing(others, MOST_HOSTS), first().kind()));
      }
      return facts;
    }
  }

  static Answer of(RunView run, List<JobFacts> jobs) {
    List<Answer> answers = jobs.stream().map(JobWhy::of).toList();
    if (answers.size() == 1 && run.workflow().isEmpty()) {
      return answers.get(0);
    }
    List<Group> groups = groups(jobs, answers);
    String state = run.word().map(word -> "is " + word + (groups.isEmpty() ? "" : ": ")).orElse("");
    List<Evidence> facts = new ArrayList<>();
    facts.add(Evidence.at("submitted", run.run().submitted(), "by " + run.run().by()));
    groups.forEach(group -> facts.addAll(group.facts()));
    Cause cause =
        groups.isEmpty()
            ? run.hasFailedJob() ? Cause.FAILED : run.hasEnded() ? Cause.OK : Cause.RUNS
            : groups.get(0).first().cause();
    return Answer.of(cause, run.run().id() + ":", state + text(groups), facts);
  }

  private static String text(List<Group> groups) {
    int more = groups.size() - MOST_GROUPS;
    return groups.stream().limit(MOST_GROUPS).map(Group::text).collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more kinds of answers" : "");
  }

  /**
   * The answer about a run that has no record, as after Redis has lost its data.
   *
   * @param jobs those with a record, at least one
   */
  static Answer withoutRecord(String run, List<JobFacts> jobs) {
    List<Group> groups = groups(jobs, jobs.stream().map(JobWhy::of).toList());
    List<Evidence> facts = new ArrayList<>();
    facts.add(Evidence.of("record of the run", "gone: Redis lost it, or it was deleted"));
    groups.forEach(group -> facts.addAll(group.facts()));
    return Answer.of(
        groups.get(0).first().cause(),
        run + ":",
        "the record of the run is gone; what is known: " + text(groups),
        facts);
  }

  /** The answer about a step without jobs: it waits for those before it, or never began. */
  static Answer unbegun(RunView run, StepView step) {
    return Answer.of(
        Cause.NOT_BEGUN,
        "step %d (%s) of %s".formatted(step.number(), step.task(), run.run().id()),
        "has no jobs: it is " + step.word() + ", and the run is " + run.word().orElse(""),
        List.of(Evidence.at("submitted", run.run().submitted(), "by " + run.run().by())));
  }

  private static List<Group> groups(List<JobFacts> jobs, List<Answer> answers) {
    Map<String, List<Integer>> byKind = new LinkedHashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      byKind.computeIfAbsent(answers.get(i).kind(), kind -> new ArrayList<>()).add(i);
    }
    return byKind.values().stream()
        .map(
            same ->
                new Group(
                    same.stream().map(answers::get).toList(),
                    same.stream().map(i -> place(jobs.get(i).job())).toList()))
        .sorted(Comparator.comparing(group -> group.first().cause()))
        .toList();
  }

  private static String place(JobView job) {
    return job.host().isEmpty() ? job.targetLabel() : job.host();
  }
}
