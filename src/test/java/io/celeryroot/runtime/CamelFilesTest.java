// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.runtime.reload.RouteTexts;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class CamelFilesTest {

  private static final ClConfig CONFIG =
      TestSite.config(
          """
          workers: {web: {hostnames: [web01]}}
          tasks: {note: {command: ["true"]}}
          schedules: {nightly: {cron: "0 2 * * *", task: note, targets: [web]}}
          """);

  private static final SortedMap<String, String> ALL = RouteGenerator.generate(CONFIG);

  @Test
  void quartz_starts_for_schedules_and_for_routes_of_the_user_alone() {
    SortedMap<String, String> worker = RouteGenerator.forWorker(ALL, List.of("web"));
    RouteTexts own = new RouteTexts(Map.of(Path.of("own.yaml"), "- from: {uri: quartz:x}"));

    assertThat(new CamelFiles(worker, RouteTexts.NONE).mayUseQuartz()).isFalse();
    assertThat(new CamelFiles(worker, own).mayUseQuartz()).isTrue();
    assertThat(new CamelFiles(RouteGenerator.forBeat(ALL), RouteTexts.NONE).mayUseQuartz())
        .isTrue();
  }
}
