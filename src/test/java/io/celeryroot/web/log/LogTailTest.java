// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.output.LogPart;
import io.celeryroot.queue.output.OutputPiece.Channel;
import io.celeryroot.web.part.Output;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogTailTest {

  private static final JobView JOB =
      new JobView("run.web01", "task", Optional.empty(), Optional.empty());

  private static LogPart part(int attempt, String text) {
    return new LogPart(attempt, "web01", Channel.STDOUT, Optional.empty(), text);
  }

  @Test
  void a_job_that_prints_without_end_leaves_a_page_of_one_size() {
    LogTail tail = new LogTail();
    String line = "x".repeat(99) + "\n";
    for (int i = 0; i < 100_000; i++) {
      tail.addAll(List.of(part(1, line)));
    }
    Output output = tail.output(JOB);
    assertThat(output.text().length()).isBetween(LogTail.MOST - 100, LogTail.MOST);
    assertThat(output.text()).startsWith("xxx");
    assertThat(output.cut() + output.text().length()).isEqualTo(10_000_000);
  }

  @Test
  void one_endless_line_is_cut_too() {
    LogTail tail = new LogTail();
    tail.addAll(List.of(part(1, "y".repeat(1_000_000))));
    assertThat(tail.output(JOB).text()).hasSize(LogTail.MOST);
    assertThat(tail.output(JOB).cut()).isEqualTo(1_000_000 - LogTail.MOST);
  }

  @Test
  void another_attempt_has_a_line_above_it() {
    LogTail tail = new LogTail();
    tail.addAll(List.of(part(1, "one\n"), part(2, "two\n")));
    assertThat(tail.output(JOB).text()).isEqualTo("one\n==> attempt 2 on web01 <==\ntwo\n");
  }
}
