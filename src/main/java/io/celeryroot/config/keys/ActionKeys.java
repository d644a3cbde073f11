// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Action;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.command.Shebang;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.text.UnreadableValue;
import io.celeryroot.text.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that say what a task does, of which it has exactly one. */
final class ActionKeys {

  /** The kernel's limit of one argument, without its final NUL. */
  private static final int MAX_SCRIPT_BYTES = 128 * 1024 - 1;

  private static final Type<String> ENDPOINT_URI =
      Types.text(
          "[a-zA-Z][a-zA-Z0-9+.-]*:\\S.*",
          "to-uri",
          "not an endpoint URI",
          "write a scheme, a colon and a path, such as \"log:maintenance\"");

  private static final Key<TaskDefinition, List<CommandLine.Word>> COMMAND =
      Key.<TaskDefinition, List<CommandLine.Word>>custom(
              "command",
              CommandLine.TYPE,
              task -> action(task, Action.Command.class).map(Action.Command::template))
          .meaning(
              "A program and its arguments, never given to a shell. A text is split into words as"
                  + " a shell does (quotes, backslash). `{name}` stands for a parameter's value and"
                  + " stays inside its one argument; `{{` and `}}` are literal braces. The program"
                  + " itself is fixed text.");

  private static final Key<TaskDefinition, String> SCRIPT =
      Key.<TaskDefinition, String>custom(
              "script",
              Type.of(
                  "text of several lines",
                  ActionKeys::script,
                  schemas -> Yaml.map("type", "string", "pattern", "\\S")),
              task -> action(task, Action.Script.class).map(Action.Script::text))
          .meaning(
              "Text for `/bin/sh -eu`, or for the shell, Python, Perl, Ruby or Node that a first"
                  + " line such as `#!/bin/bash` names; at most 128 KiB. Parameters are environment"
                  + " variables; `${...}` in it belongs to the shell.");

  private static final Key<TaskDefinition, String> TO =
      Key.<TaskDefinition, String>custom(
              "to", ENDPOINT_URI, task -> action(task, Action.To.class).map(Action.To::template))
          .meaning("A Camel endpoint URI, fixed text. Parameters are the body, a map.");

  static final List<Key<TaskDefinition, ?>> KEYS = List.of(COMMAND, SCRIPT, TO);

  private ActionKeys() {}

  /** Reads a shell script, in which placeholders belong to the shell. */
  private static Optional<String> script(Reading reading, Node node) {
    if (!(node instanceof Node.Text scalar)) {
      reading.scalar(node, SCRIPT.type().label());
      return Optional.empty();
    }
    String text = scalar.text();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_SCRIPT_BYTES) {
      reading.report(
          node,
          "script-size",
          bytes + " bytes, need at most " + MAX_SCRIPT_BYTES,
          Fix.say("put the script into a file on the hosts and call it with \"command\""));
    }
    if (text.isBlank()) {
      reading.report(node, "empty", "a script without text", Fix.say("write a command below it"));
    }
    try {
      Shebang.interpreter(text);
    } catch (UnreadableValue e) {
      reading.report(node, e.rule(), e.getMessage(), Fix.say(e.hint()));
      return Optional.empty();
    }
    return Optional.of(text).filter(script -> reading.isText(node, script));
  }

  /**
   * Makes the action of a task; empty when it has a mistake.
   *
   * @param params names that the words of a command may hold in braces
   */
  static Optional<Action> action(Values task, Set<String> params) {
    Optional<Key<TaskDefinition, ?>> given = task.only(KEYS, "task-action");
    if (given.isEmpty()) {
      task.report(
          task.key(),
          "task-action",
          "does nothing: none of command, script, to",
          Fix.say("add \"command:\", \"script:\" or \"to:\""));
      return Optional.empty();
    }
    return switch (given.get().name()) {
      case "command" -> task.find(COMMAND).map(words -> command(task, words, params));
      case "script" -> task.find(SCRIPT).map(Action.Script::of);
      default ->
          task.find(TO)
              .flatMap(uri -> task.scalar(TO))
              .map(uri -> new Action.To(uri.text(), uri.node().text()));
    };
  }

  private static Action command(Values task, List<CommandLine.Word> words, Set<String> params) {
    words.stream().skip(1).forEach(word -> word.checkBraces(task.reading(), params));
    return new Action.Command(
        words.stream().map(CommandLine.Word::text).toList(),
        words.stream().map(CommandLine.Word::written).toList());
  }

  private static <A extends Action> Optional<A> action(TaskDefinition task, Class<A> type) {
    return Optional.of(task.action()).filter(type::isInstance).map(type::cast);
  }
}
