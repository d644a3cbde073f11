// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.text.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConfigDiffTest {

  private static final String BASE =
      """
      redis: {url: "redis://:first@localhost:6379/0"}
      workers:
        web: {hostnames: [w1, w2]}
      tasks:
        note:
          command: [echo, "{text}"]
          params: {text: {secret: true}}
          env: {TOKEN: one}
      schedules:
        daily: {cron: "0 2 * * *", task: note, targets: [web], params: {text: hush}}
      """;

  private static ClConfig read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
  }

  private static List<String> diff(String before, String after) {
    return ConfigDiff.between(read(before), read(after)).stream()
        .map(change -> change.kind() + " " + change.path() + " " + change.words())
        .toList();
  }

  @Test
  void a_file_does_not_differ_from_itself() {
    assertThat(diff(BASE, BASE)).isEmpty();
  }

  @Test
  void comments_order_and_defaults_that_are_written_out_make_no_difference() {
    String other =
        BASE.replace("schedules:", "# a comment\nschedules:")
            .replace("cron:", "catch_up: latest, enabled: true, cron:")
            .replace("hostnames: [w1, w2]", "run_on: all, queue: web_tasks, hostnames: [w1, w2]");

    assertThat(diff(BASE, other)).isEmpty();
  }

  @Test
  void what_beat_shows_in_redis_does_not_differ_from_the_file() {
    assertThat(diff(Yaml.write(FileKeys.show(read(BASE))), BASE)).isEmpty();
  }

  @Test
  void a_value_is_told_before_and_after() {
    assertThat(diff(BASE, BASE.replace("0 2", "30 3")))
        .containsExactly("CHANGED schedules.daily.cron 0 2 * * * -> 30 3 * * *");
  }

  @Test
  void lists_tell_what_came_and_what_went() {
    assertThat(diff(BASE, BASE.replace("w1, w2", "w2, w3, w4, w5")))
        .containsExactly("CHANGED workers.web.hostnames without w1, with w[3-5]");
  }

  @Test
  void the_order_of_a_list_is_a_difference() {
    assertThat(diff(BASE, BASE.replace("w1, w2", "w2, w1")))
        .containsExactly("CHANGED workers.web.hostnames in the order w2, w1");
  }

  @Test
  void entries_are_added_and_removed_as_a_whole() {
    String more = BASE + "  weekly: {cron: '0 4 * * 0', task: note, targets: [web]}\n";

    assertThat(diff(BASE, more)).containsExactly("ADDED schedules.weekly ");
    assertThat(diff(more, BASE)).containsExactly("REMOVED schedules.weekly ");
  }

  @Test
  void an_entry_with_another_name_and_the_same_values_is_renamed() {
    assertThat(diff(BASE, BASE.replace("daily:", "nightly:")))
        .containsExactly("RENAMED schedules.nightly was daily");
  }

  @Test
  void secrets_that_changed_are_named_and_never_shown() {
    String other =
        BASE.replace(":first@", ":second@")
            .replace("TOKEN: one", "TOKEN: two")
            .replace("text: hush", "text: hushed");

    assertThat(diff(BASE, other))
        .containsExactly(
            "SECRET redis.url another secret",
            "SECRET tasks.note.env.TOKEN another secret",
            "SECRET schedules.daily.params.text another secret");
  }

  @Test
  void fingerprints_differ_only_in_the_section_that_changed() {
    Map<String, String> before = Fingerprints.of(read(BASE));
    Map<String, String> after = Fingerprints.of(read(BASE.replace("0 2", "30 3")));

    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.keySet().stream().filter(key -> !after.get(key).equals(before.get(key))))
        .containsExactly("schedules");
  }

  @Test
  void fingerprints_say_nothing_of_secrets() {
    assertThat(Fingerprints.of(read(BASE.replace(":first@", ":second@"))))
        .isEqualTo(Fingerprints.of(read(BASE)));
  }
}
