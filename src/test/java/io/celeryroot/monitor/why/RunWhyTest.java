// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.host.KnownAbsences;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The answer about a run on several hosts. */
final class RunWhyTest {

  private static final Instant BEGIN = Instant.parse("2026-11-29T03:00:00Z");

  private static JobFacts ended(int number) {
    String host = "web0" + number;
    Instant end = BEGIN.plusSeconds(number);
    JobResult result =
        new JobResult(
            "r." + host,
            JobState.SUCCESS,
            Optional.of(JobOutcome.of(Outcome.OK, "", end)),
            "ok",
            "backup",
            List.of(),
            Map.of(),
            1,
            host,
            "web_tasks",
            Optional.of(BEGIN),
            Optional.of(end),
            Optional.empty(),
            List.of(),
            "");
    Target target = new Target("web", "web_tasks", Optional.of(host));
    return new JobFacts(
        new JobView("r." + host, "backup", Optional.of(target), Optional.of(result)),
        Optional.of(BEGIN),
        end,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        KnownAbsences.NONE);
  }

  private static Answer answer(int hosts) {
    List<JobFacts> jobs = IntStream.rangeClosed(1, hosts).mapToObj(RunWhyTest::ended).toList();
    RunRecord record =
        new RunRecord(
            "r",
            Optional.empty(),
            Optional.empty(),
            "backup",
            Map.of(),
            List.of(),
            List.of(),
            BEGIN,
            "test",
            List.of(),
            Optional.empty());
    RunView run = new RunView(record, jobs.stream().map(JobFacts::job).toList(), Optional.empty());
    return RunWhy.of(run, jobs);
  }

  private static List<String> told(int hosts) {
    return answer(hosts).facts().stream()
        .skip(1)
        .map(fact -> fact.name() + " " + fact.text())
        .toList();
  }

  @Test
  void each_of_a_few_hosts_is_told_with_its_own_end() {
    assertThat(answer(2).text()).isEqualTo("2 jobs: ran: ok");
    assertThat(told(2))
        .containsExactly(
            "web01 ran: ok on web01 at 2026-11-29T03:00:01Z",
            "web02 ran: ok on web02 at 2026-11-29T03:00:02Z");
  }

  @Test
  void of_many_hosts_with_one_answer_the_first_three_are_told_and_the_others_summed_up() {
    assertThat(told(9))
        .hasSize(4)
        .last()
        .isEqualTo("web04, web05, web06, web07, web08 and 1 more ran: ok");
  }
}
