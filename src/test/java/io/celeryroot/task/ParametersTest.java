// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import static io.celeryroot.task.Tasks.choices;
import static io.celeryroot.task.Tasks.command;
import static io.celeryroot.task.Tasks.dashed;
import static io.celeryroot.task.Tasks.many;
import static io.celeryroot.task.Tasks.matching;
import static io.celeryroot.task.Tasks.param;
import static io.celeryroot.task.Tasks.required;
import static io.celeryroot.task.Tasks.secret;
import static io.celeryroot.task.Tasks.withDefault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.celeryroot.config.Action;
import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {

  @Test
  void positional_values_go_to_the_parameters_in_order() {
    Binding binding = bind(List.of("a", "b"), Map.of(), param("first"), param("second"));

    assertThat(binding.problems()).isEmpty();
    assertThat(binding.values()).containsExactly(entry("first", "a"), entry("second", "b"));
  }

  @Test
  void values_keep_the_order_of_the_parameters_whatever_the_order_given() {
    Binding binding =
        bind(List.of(), Map.of("second", "b"), withDefault("first", "x"), param("second"));

    assertThat(binding.values()).containsExactly(entry("first", "x"), entry("second", "b"));
  }

  @Test
  void a_parameter_that_is_not_given_is_its_default_or_empty() {
    Binding binding = bind(List.of(), Map.of(), withDefault("a", "7"), param("b"));

    assertThat(binding.values()).containsExactly(entry("a", "7"), entry("b", ""));
  }

  @Test
  void a_required_parameter_must_be_given() {
    Binding binding = bind(List.of(), Map.of(), required("package"));

    assertThat(binding.problems())
        .containsExactly("package: required, not given; fix: give package=VALUE");
  }

  @Test
  void a_value_that_a_program_could_take_for_an_option_is_refused_in_a_command() {
    assertThat(bind(List.of("-delete"), Map.of(), param("dir")).problems())
        .containsExactly(
            "dir: begins with \"-\", so the program may take it for an option; fix: give another"
                + " value, or write \"dash: true\" below the parameter in cl.yaml");
    assertThat(bind(List.of("-delete"), Map.of(), dashed("dir")).problems()).isEmpty();
    assertThat(bind(List.of("a-b"), Map.of(), param("dir")).problems()).isEmpty();
    TaskDefinition script = Tasks.task("tidy", Action.Script.of("ls"), param("dir"));
    assertThat(Parameters.bind(script, List.of("-delete"), Map.of()).problems()).isEmpty();
  }

  @Test
  void what_a_value_names_of_its_host_is_filled_in_once_and_then_checked() {
    TaskDefinition task = Tasks.task("t", Action.Script.of("ls"), matching("a", "[a-z0-9/]+"));
    Map<String, String> vars = Map.of("dc", "ams", "port", "5432");

    assertThat(on(vars, task, "/{host.dc}").values()).isEqualTo(Map.of("a", "/ams"));
    assertThat(on(vars, task, "{host.dc};id").problems().get(0)).contains("does not match");
    assertThat(on(vars, task, "; id #{host.x{host.port}y}").problems().get(0))
        .contains("\"; id #{host.x5432y}\" does not match");
    TaskDefinition command =
        Tasks.task("t", new Action.Command(List.of("ls", "{a}"), List.of("ls", "{a}")), param("a"));
    assertThat(on(vars, command, "-x{host.x{host.port}y}").problems().get(0))
        .contains("begins with \"-\"");
  }

  private static Binding on(Map<String, String> vars, TaskDefinition task, String value) {
    return Parameters.bindOn(vars, task, List.of(value), Map.of());
  }

  @Test
  void only_allowed_values_are_bound_and_defaults_are_no_exception() {
    Param unit = withDefault("unit", "sshd").allowing(List.of("nginx", "php*-fpm"));

    assertThat(bind(List.of("php8.2-fpm"), Map.of(), unit).problems()).isEmpty();
    assertThat(bind(List.of("sshd"), Map.of(), unit).problems())
        .containsExactly(
            "unit: \"sshd\" is not among its allowed values; fix: one of nginx, php*-fpm");
    assertThat(bind(List.of(), Map.of(), unit).problems()).hasSize(1);
    Param all = many("packages", ".*").allowing(List.of("nginx"));
    assertThat(bind(List.of("nginx", "ssh"), Map.of(), all).problems()).hasSize(1);
    assertThat(bind(List.of(), Map.of(), all).problems()).hasSize(1);
    Param secret = secret("key").allowing(List.of("x"));
    assertThat(bind(List.of("hunter2"), Map.of(), secret).problems().toString())
        .doesNotContain("hunter2")
        .contains("allowed");
  }

  @Test
  void half_a_character_is_refused() {
    assertThat(bind(List.of("a\ud83db"), Map.of(), param("text")).problems())
        .containsExactly(
            "text: half of a character, which no program can be given; fix: remove it");
    assertThat(bind(List.of("a🐿b"), Map.of(), param("text")).problems()).isEmpty();
  }

  @Test
  void too_many_values_are_refused() {
    Binding binding = bind(List.of("a", "b", "c"), Map.of(), param("only"));

    assertThat(binding.problems())
        .containsExactly(
            "3 values, install takes 1; fix: give fewer, or quote a value that holds spaces");
  }

  @Test
  void one_value_for_a_task_without_parameters_is_refused() {
    assertThat(bind(List.of("a"), Map.of()).problems())
        .containsExactly("1 value, install takes none; fix: give none");
  }

  @Test
  void the_last_parameter_may_take_all_remaining_values() {
    Binding binding = bind(List.of("a", "b", "c"), Map.of(), param("x"), many("rest", "[a-z]"));

    assertThat(binding.problems()).isEmpty();
    assertThat(binding.values()).containsEntry("rest", "b c");
  }

  @Test
  void each_of_many_values_must_match() {
    Binding binding = bind(List.of("a", "b;c"), Map.of(), many("names", "[a-z]"));

    assertThat(binding.problems())
        .containsExactly(
            "names: \"b;c\" does not match its pattern; fix: give a value that matches [a-z]");
  }

  @Test
  void an_unknown_name_is_refused_with_the_near_one() {
    Binding binding = bind(List.of(), Map.of("packge", "x"), param("package"));

    assertThat(binding.problems()).containsExactly("no parameter \"packge\"; fix: write package");
  }

  @Test
  void a_value_by_position_and_by_name_is_refused() {
    Binding binding = bind(List.of("a"), Map.of("x", "b"), param("x"));

    assertThat(binding.problems())
        .containsExactly("x: given by position and by name; fix: give it once");
  }

  @Test
  void the_whole_value_must_match_the_pattern() {
    Binding binding = bind(List.of("nginx\n; rm -rf /"), Map.of(), matching("p", "[a-z]+"));

    assertThat(binding.problems())
        .containsExactly(
            "p: \"nginx\\n; rm -rf /\" does not match its pattern; fix: give a value that matches"
                + " [a-z]+");
  }

  @Test
  void a_value_must_be_one_of_the_choices() {
    Binding binding = bind(List.of("c"), Map.of(), choices("x", "a", "b"));

    assertThat(binding.problems())
        .containsExactly("x: \"c\" is none of its choices; fix: one of a, b");
  }

  @Test
  void a_secret_is_never_quoted() {
    Binding binding = bind(List.of("Hunter2"), Map.of(), secret("password"));

    assertThat(binding.problems()).hasSize(2);
    assertThat(binding.toString()).doesNotContain("Hunter2");
  }

  @Test
  void a_nul_character_is_refused() {
    assertThat(bind(List.of("a\0b"), Map.of(), param("x")).isValid()).isFalse();
  }

  @Test
  void a_value_that_no_program_can_be_given_is_refused() {
    String longest = "é".repeat(Parameters.MAX_VALUE_BYTES / 2);

    assertThat(bind(List.of(longest), Map.of(), param("x")).isValid()).isTrue();
    assertThat(bind(List.of(longest + "a"), Map.of(), param("x")).isValid()).isFalse();
  }

  @Test
  void a_value_that_exhausts_the_pattern_is_refused_not_fatal() {
    Binding binding = bind(List.of("ab".repeat(40_000)), Map.of(), matching("x", "(a|b)*"));

    assertThat(binding.isValid()).isFalse();
  }

  @Test
  void wire_values_may_be_numbers_booleans_and_lists_for_many() {
    Binding binding =
        Parameters.bind(
            command(List.of("x"), param("n"), param("b"), many("m", ".*")),
            List.of(5, true),
            Map.of("m", List.of("a", 2)));

    assertThat(binding.problems()).isEmpty();
    assertThat(binding.values())
        .containsExactly(entry("n", "5"), entry("b", "true"), entry("m", "a 2"));
  }

  @Test
  void wire_values_of_other_kinds_are_refused() {
    Map<String, Object> named = Map.of("a", List.of(1), "b", Map.of("c", 1));

    Binding binding =
        Parameters.bind(
            command(List.of("x"), param("a"), param("b"), param("c")), List.of(), named);

    assertThat(binding.problems())
        .containsExactlyInAnyOrder(
            "a: not a text, number or boolean; fix: give a text",
            "b: not a text, number or boolean; fix: give a text");
  }

  @Test
  void a_null_is_a_value_that_is_not_given() {
    TaskDefinition task = command(List.of("x"), param("a"), param("b"));
    Map<String, Object> named = new HashMap<>();
    named.put("b", null);

    Binding binding = Parameters.bind(task, Arrays.asList((Object) null), named);

    assertThat(binding.problems()).isEmpty();
    assertThat(binding.values()).containsExactly(entry("a", ""), entry("b", ""));
  }

  private static Binding bind(List<String> positional, Map<String, String> named, Param... params) {
    return Parameters.bind(command(List.of("x"), params), positional, named);
  }
}
