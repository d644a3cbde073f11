// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The built-in tasks.yaml as these tests need it: scripts, environment, parameters. */
record TaskFile(Map<String, Task> tasks) {

  record Task(
      String scriptFile,
      String script,
      String description,
      Map<String, String> env,
      Map<String, Param> params) {}

  record Param(Map<?, ?> attributes) {

    Optional<String> text(String attribute) {
      return Optional.ofNullable((String) attributes.get(attribute));
    }

    boolean is(String attribute) {
      return Boolean.TRUE.equals(attributes.get(attribute));
    }

    boolean accepts(String value) {
      Object choices = attributes.get("choices");
      return choices instanceof List<?> list
          ? list.contains(value)
          : text("pattern").map(p -> Pattern.compile(p).matcher(value).matches()).orElse(true);
    }
  }

  static TaskFile read() {
    Map<?, ?> root =
        (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(resource("tasks.yaml"));
    Map<String, Task> tasks = new LinkedHashMap<>();
    ((Map<?, ?>) root.get("tasks"))
        .forEach((name, body) -> tasks.put((String) name, task((Map<?, ?>) body)));
    return new TaskFile(tasks);
  }

  private static Task task(Map<?, ?> body) {
    Map<String, Param> params = new LinkedHashMap<>();
    map(body, "params")
        .forEach(
            (name, attributes) -> params.put((String) name, new Param((Map<?, ?>) attributes)));
    Map<String, String> env = new LinkedHashMap<>();
    map(body, "env").forEach((name, value) -> env.put((String) name, (String) value));
    String scriptFile = (String) body.get("script_file");
    String script = scriptFile == null ? "" : resource(scriptFile);
    return new Task(scriptFile, script, (String) body.get("description"), env, params);
  }

  private static Map<?, ?> map(Map<?, ?> body, String key) {
    return body.containsKey(key) ? (Map<?, ?>) body.get(key) : Map.of();
  }

  private static String resource(String name) {
    try (InputStream in =
        requireNonNull(
            TaskFile.class.getResourceAsStream("/io/celeryroot/task/builtin/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
