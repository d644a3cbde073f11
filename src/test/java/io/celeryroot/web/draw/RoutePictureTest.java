// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.draw;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.routes.RouteStep;
import io.celeryroot.testing.TestSite;
import io.celeryroot.web.RouteCounts;
import io.celeryroot.web.part.Drawing;
import io.celeryroot.web.part.Drawing.Mark;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RoutePictureTest {

  private static final ClConfig CONFIG =
      TestSite.config(
          "redis://localhost",
          """
          workers: {web: {hostnames: [web01]}}
          tasks: {good: {command: ["true"]}}
          schedules:
            nightly: {cron: "0 2 * * *", task: good, targets: [web]}
            flow:
              cron: "0 2 * * *"
              tasks: [{task: good, targets: [web]}, {task: good, targets: [web], always: true}]
          """);

  private static List<RouteStep> steps(String schedule) {
    return RouteStep.of(CONFIG, CONFIG.schedules().get(schedule));
  }

  @Test
  void the_steps_are_those_of_the_generated_route() {
    assertThat(steps("nightly"))
        .containsExactly(
            new RouteStep("beat.nightly", 0, "from", "quartz:schedules/nightly"),
            new RouteStep("beat.nightly", 1, "to", "redis-queue:nightly"));
    assertThat(steps("flow")).extracting(RouteStep::route).contains("beat.flow", "workflow.flow");
  }

  @Test
  void the_text_is_that_of_the_generated_file() {
    String file = RouteGenerator.generate(CONFIG).get("beat-nightly.camel.yaml");
    assertThat(RouteGenerator.ofSchedule(CONFIG, CONFIG.schedules().get("nightly")))
        .isEqualTo(file);
  }

  @Test
  void counters_stand_beside_the_route_that_they_count() {
    Drawing drawing =
        RoutePicture.draw(
            steps("nightly"),
            route ->
                route.equals("beat.nightly")
                    ? Optional.of(new RouteCounts.Counts(7, 2, 1))
                    : Optional.empty());
    assertThat(drawing.marks())
        .extracting(Mark::text)
        .contains("from quartz:schedules/nightly", "7 came through, 2 failed, 1 on their way");
    assertThat(RoutePicture.draw(steps("nightly"), RouteCounts.NONE).summary())
        .contains("does not run in this process");
  }
}
