// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ProblemPrinter;
import io.celeryroot.config.read.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteFilesTest {

  @TempDir Path directory;

  private RouteFilesTest file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  private static String route(String id) {
    return "- route:\n    id: %s\n    from:\n      uri: timer:x\n      steps: []\n".formatted(id);
  }

  private RouteFiles read(String routes) throws IOException {
    file("cl.yaml", "routes: " + routes + "\nworkers: {web: {hostnames: [h]}}\n");
    ReadResult result = ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty());
    assertThat(result.problems()).isEmpty();
    return RouteFilesReader.read(result.config().orElseThrow());
  }

  private String problems(String routes) throws IOException {
    return String.join(
        "\n",
        read(routes).problems().stream()
            .map(problem -> ProblemPrinter.line(problem))
            .map(line -> line.replace(directory + "/", ""))
            .toList());
  }

  private List<String> files(String routes) throws IOException {
    RouteFiles found = read(routes);
    assertThat(found.problems()).isEmpty();
    return found.files().stream().map(file -> directory.relativize(file).toString()).toList();
  }

  @Test
  void a_glob_finds_hidden_files_and_directories_only_by_their_dot() throws IOException {
    file("my/a.camel.yaml", route("a"));
    file("my/.#a.camel.yaml", "[");
    file("my/.git/b.camel.yaml", route("a"));

    assertThat(files("['my/*.camel.yaml', 'my/**.camel.yaml']")).containsExactly("my/a.camel.yaml");
    assertThat(files("my/.git/*.yaml")).containsExactly("my/.git/b.camel.yaml");
    assertThat(files("'my/.g*/*.yaml'")).containsExactly("my/.git/b.camel.yaml");
  }

  private String warnings(String tasks, String routes) throws IOException {
    file(
        "cl.yaml",
        "routes: my/*.yaml\nworkers: {web: {hostnames: [h]}}\ntasks:\n  %s\n".formatted(tasks));
    file("my/a.camel.yaml", routes);
    ReadResult result = ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty());
    return String.join(
        "\n",
        RouteFilesReader.read(result.config().orElseThrow()).warnings().stream()
            .map(problem -> problem.path() + ": " + problem.message() + "; " + problem.hint())
            .toList());
  }

  @Test
  void an_endpoint_of_a_task_that_no_route_takes_from_is_told_with_the_nearest()
      throws IOException {
    String hello = "- route: {id: a, autoStartup: false, from: {uri: 'direct:hello', steps: []}}\n";
    String bye = "- from: {uri: seda, parameters: {name: bye}, steps: []}\n";

    assertThat(warnings("t: {to: 'direct:helo?block=false'}", hello + bye))
        .isEqualTo(
            "tasks.t.to: no route from \"direct:helo\" in the files of routes:; write"
                + " \"direct:hello\"");
    assertThat(warnings("t: {to: 'seda:hi', notify: {to: 'direct:told'}}", hello + bye))
        .contains("\"seda:hi\"", "notify.to: no route from \"direct:told\"", "add a route");
    assertThat(warnings("t: {to: 'direct://hello'}\n  u: {to: 'seda:bye'}", hello + bye)).isEmpty();
    assertThat(warnings("t: {to: 'direct:task.u'}\n  u: {to: 'log:x'}", hello)).isEmpty();
  }

  @Test
  void an_endpoint_is_not_doubted_when_inputs_of_routes_are_not_in_the_files() throws IOException {
    String task = "t: {to: 'direct:x'}";
    assertThat(warnings(task, route("a"))).isNotEmpty();
    assertThat(warnings(task, "- from: {uri: 'direct:{{name}}', steps: []}\n")).isEmpty();
    assertThat(
            warnings(task, "- templatedRoute: {routeTemplateRef: t, parameters: [], routeId: r}\n"))
        .isEmpty();
  }

  @Test
  void what_camel_takes_only_above_routes_is_told_with_its_place() throws IOException {
    String handler = "- onException: {exception: [java.io.IOException], steps: []}\n";
    file("my/a.camel.yaml", route("a") + handler);
    assertThat(problems("my/*.yaml"))
        .contains("my/a.camel.yaml:6:16: onException: stands below a route of the file")
        .contains("move it above the first route");

    file("my/a.camel.yaml", handler + route("a"));
    assertThat(problems("my/*.yaml")).isEmpty();
  }

  @Test
  void a_bean_with_a_script_and_no_language_is_told_with_its_place() throws IOException {
    file("my/a.camel.yaml", "- beans:\n  - {name: calc, type: java.lang.Object, script: '1'}\n");

    assertThat(read("my/*.yaml").problems())
        .singleElement()
        .extracting(problem -> problem.message(), problem -> problem.hint())
        .asString()
        .contains("a.camel.yaml:2:", "bean \"calc\" has script: and no", "scriptLanguage: simple");
  }

  @Test
  void an_empty_file_of_routes_is_told_with_its_fix() throws IOException {
    file("my/a.camel.yaml", "# later\n");

    assertThat(read("my/*.yaml").problems())
        .singleElement()
        .extracting(problem -> problem.message(), problem -> problem.hint())
        .asString()
        .contains("my/a.camel.yaml: the file is empty", "write a route to it");
  }

  @Test
  void a_file_without_the_key_has_no_routes() throws IOException {
    file("cl.yaml", "workers: {web: {hostnames: [h]}}\n");
    ClConfig config =
        ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty())
            .config()
            .orElseThrow();

    assertThat(RouteFilesReader.read(config).files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my/*.camel.yaml",
        "[my/a.camel.yaml, my/b.camel.yaml]",
        "[my/b.camel.yaml, 'm?/*', ./my/a.camel.yaml]",
        "'**/{a,b}.camel.yaml'",
        "my/[ab].camel.yaml"
      })
  void each_file_that_matches_is_found_once(String routes) throws IOException {
    file("my/a.camel.yaml", route("a")).file("my/b.camel.yaml", route("b"));

    assertThat(files(routes)).containsExactly("my/a.camel.yaml", "my/b.camel.yaml");
  }

  @Test
  void generated_files_beside_them_are_left_out() throws IOException {
    file("routes/my.camel.yaml", route("my"))
        .file(
            "routes/task-ping.camel.yaml",
            "# Made from cl.yaml: do not edit. To make it again: cl generate-routes\n"
                + route("task.ping"))
        .file("routes/application.properties", "a=b\n");

    assertThat(files("routes/*.camel.yaml")).containsExactly("routes/my.camel.yaml");
    assertThat(files("routes/*")).containsExactly("routes/my.camel.yaml");
  }

  @Test
  void an_absolute_path_is_taken_as_it_is() throws IOException {
    file("my/a.camel.yaml", route("a"));

    assertThat(files("'" + directory + "/my/*.yaml'")).containsExactly("my/a.camel.yaml");
  }

  @Test
  void an_id_that_two_routes_have_is_told_with_both_places() throws IOException {
    file("my/a.camel.yaml", route("same")).file("my/b.camel.yaml", route("same"));

    assertThat(problems("my/*.camel.yaml"))
        .isEqualTo(
            "cl.yaml:1:9: routes: my/b.camel.yaml:2:9: route id \"same\" twice, also at"
                + " my/a.camel.yaml:2:9 [route-id]   fix: rename one of the routes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- from: {uri: 'direct:in', steps: []}",
        "- from: {uri: 'direct://in', steps: []}",
        "- from: {uri: direct, parameters: {name: in}, steps: []}",
        "- route: {id: b, from: {uri: 'direct:in?failIfNoConsumers=false', steps: []}}"
      })
  void two_routes_cannot_take_from_the_same_place(String second) throws IOException {
    file("my/a.camel.yaml", "- route: {id: a, from: {uri: 'direct:in', steps: []}}\n")
        .file("my/b.camel.yaml", second + "\n");

    assertThat(problems("my/*.camel.yaml"))
        .startsWith("cl.yaml:1:9: routes: my/b.camel.yaml:1:")
        .contains(": two routes from \"direct:in\", also at my/a.camel.yaml:1:")
        .endsWith(" [route-from]   fix: change one of them, or make them one route");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from: {uri: 'timer:in', steps: []}",
        "from: {uri: 'seda:in?multipleConsumers=true', steps: []}",
        "from: {uri: seda, parameters: {name: in, multipleConsumers: true}, steps: []}",
        "from: {uri: 'jms:topic:in', steps: []}",
        "route: {autoStartup: false, from: {uri: 'direct:in', steps: []}}",
        "route: {precondition: '{{env:X}}', from: {uri: 'direct:in', steps: []}}"
      })
  void several_routes_may_take_from_an_endpoint_that_serves_them(String route) throws IOException {
    file("my/a.camel.yaml", "- " + route + "\n").file("my/b.camel.yaml", "- " + route + "\n");

    assertThat(files("my/*.camel.yaml")).hasSize(2);
  }

  @Test
  void files_of_different_names_in_one_directory_are_different_places() throws IOException {
    String route = "- from: {uri: file, parameters: {directoryName: in, fileName: %s}, steps: []}";
    file("my/a.camel.yaml", route.formatted("a")).file("my/b.camel.yaml", route.formatted("b"));

    assertThat(files("my/*.camel.yaml")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"task.ping", "beat.backup", "worker.web", "celeryroot.beat"})
  void an_id_that_generated_routes_can_have_is_refused(String id) throws IOException {
    file("my/a.camel.yaml", route(id));

    assertThat(problems("my/*.camel.yaml"))
        .startsWith("cl.yaml:1:9: routes: my/a.camel.yaml:2:9: route id \"" + id + "\" is one for")
        .endsWith("fix: rename the route, for example to \"my-" + id + "\"");
  }

  @Test
  void a_bean_of_ours_cannot_be_replaced() throws IOException {
    file("my/a.camel.yaml", "- beans:\n    - name: celeryrootExec\n      type: X\n");

    assertThat(problems("my/*.camel.yaml"))
        .contains("my/a.camel.yaml:2:13: bean name \"celeryrootExec\" is one for generated routes");
  }

  @Test
  void ids_of_configurations_and_templates_count_too() throws IOException {
    file("my/a.camel.yaml", "- routeConfiguration:\n    id: celeryroot.attempt\n")
        .file(
            "my/b.camel.yaml", "- routeTemplate:\n    id: t\n- templatedRoute:\n    routeId: t\n");

    assertThat(problems("my/*.camel.yaml")).contains("\"celeryroot.attempt\"", "\"t\" twice");
  }

  @Test
  void text_that_is_not_yaml_is_told_with_its_place() throws IOException {
    file("my/a.camel.yaml", "- route:\n\tid: x\n");

    assertThat(problems("my/*.camel.yaml"))
        .isEqualTo(
            "cl.yaml:1:9: routes: my/a.camel.yaml:2:1: a tab, need spaces [yaml-tab]"
                + "   fix: indent with spaces");
  }

  @Test
  void a_pattern_without_a_file_is_told() throws IOException {
    assertThat(problems("[my/*.camel.yaml, a.camel.yaml]"))
        .contains("no file matches \"my/*.camel.yaml\" [no-file]", "no file \"a.camel.yaml\"");
  }

  @Test
  void a_file_that_camel_does_not_load_is_told() throws IOException {
    file("my/a.yml", route("a"));

    assertThat(problems("my/a.yml")).contains("only from files that end in .yaml: \"my/a.yml\"");
  }

  @Test
  void a_pattern_that_is_none_is_told() throws IOException {
    assertThat(problems("'my/[a'")).contains("not a glob: \"my/[a\" [glob]");
  }
}
