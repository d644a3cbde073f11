// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Action;
import io.celeryroot.config.keys.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The one of {@code command}, {@code script} and {@code to} that a task has. */
final class ActionReader {

  /** The kernel's limit of one argument, with its final NUL. */
  private static final int MAX_SCRIPT_BYTES = 128 * 1024 - 1;

  private static final List<String> KEYS = List.of("command", "script", "to");
  private static final List<String> PROCESS_KEYS =
      List.of("env", "workdir", "user", "success_exit_codes", "kill_after");

  private final Reading reading;
  private final SectionReader task;

  ActionReader(Reading reading, SectionReader task) {
    this.reading = reading;
    this.task = task;
  }

  Optional<Action> read(Node.Text taskName, Set<String> params) {
    List<String> given = KEYS.stream().filter(task::has).toList();
    if (given.isEmpty()) {
      reading.report(
          taskName,
          "task-action",
          "does nothing: none of command, script, to",
          Fix.say("add \"command:\", \"script:\" or \"to:\""));
      return Optional.empty();
    }
    for (String second : given.subList(1, given.size())) {
      Node.Text key = task.map().entry(second).orElseThrow().key();
      reading.report(
          key,
          "task-action",
          Quote.of(second)
              + " beside \""
              + given.get(0)
              + "\" at "
              + task.map().entry(given.get(0)).orElseThrow().key().source()
              + ", need one of them",
          Fix.say("delete one"));
    }
    return switch (given.get(0)) {
      case "command" -> CommandReader.read(reading, task, params);
      case "script" -> script();
      default -> to();
    };
  }

  private Optional<Action> script() {
    Optional<Node> node = task.node("script");
    if (node.isEmpty() || !(node.get() instanceof Node.Text text)) {
      node.ifPresent(other -> Values.value(reading, other, Shape.of(Shape.Kind.SCRIPT)));
      return Optional.empty();
    }
    return script(reading, text, text.text());
  }

  /** A script that may come from a file beside the built-in tasks. */
  static Optional<Action> script(Reading reading, Node.Text node, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_SCRIPT_BYTES) {
      reading.report(
          node,
          "script-size",
          bytes + " bytes, need at most " + MAX_SCRIPT_BYTES,
          Fix.say("put the script into a file on the hosts and call it with \"command\""));
    }
    if (text.indexOf('\0') >= 0) {
      reading.report(node, "nul-character", "a NUL character in the text", Fix.say("delete it"));
    }
    if (text.isBlank()) {
      reading.report(node, "empty", "a script without text", Fix.say("write a command below it"));
    }
    return Optional.of(new Action.Script(text));
  }

  private Optional<Action> to() {
    for (String key : PROCESS_KEYS) {
      task.map()
          .entry(key)
          .ifPresent(
              entry ->
                  reading.report(
                      entry.key(),
                      "no-effect",
                      Quote.of(key) + " has no effect with \"to\"",
                      Fix.say("delete it")));
    }
    Optional<Value> value = task.value("to");
    value
        .filter(uri -> !uri.text().matches("[a-zA-Z][a-zA-Z0-9+.-]*:\\S.*"))
        .ifPresent(
            uri ->
                reading.report(
                    uri.node(),
                    "to-uri",
                    "not an endpoint URI: " + uri.quoted(),
                    Fix.say("write a scheme, a colon and a path, such as \"log:maintenance\"")));
    return value.map(uri -> new Action.To(uri.text(), uri.node().text()));
  }
}
