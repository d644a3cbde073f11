// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Action;
import io.celeryroot.config.keys.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** {@code command}: a list of words, or a text that is split into words. */
final class CommandReader {

  private record Word(Node.Text node, String text) {}

  private CommandReader() {}

  static Optional<Action> read(Reading reading, SectionReader task, Set<String> params) {
    Optional<Node> node = task.node("command");
    List<String> argv = new ArrayList<>();
    List<String> template = new ArrayList<>();
    for (Word word : node.map(found -> words(reading, found)).orElse(List.of())) {
      boolean program = argv.isEmpty();
      UnaryOperator<String> protect = program ? UnaryOperator.identity() : BraceCheck::literal;
      Optional<String> filled = reading.placeholders().fill(word.node(), word.text(), protect);
      argv.add(filled.orElse("?"));
      template.add(word.text());
      if (program) {
        BraceCheck.checkProgram(reading, word.node(), word.text());
      } else {
        filled.ifPresent(text -> BraceCheck.check(reading, word.node(), text, params));
      }
    }
    if (node.isPresent() && !argv.isEmpty() && argv.get(0).isEmpty()) {
      reading.report(
          node.get(),
          "command-program",
          "the program is empty text",
          Fix.say("write the program first"));
    }
    argv.stream()
        .filter(text -> text.indexOf('\0') >= 0)
        .findFirst()
        .ifPresent(
            text ->
                task.report(
                    "command",
                    "nul-character",
                    "a NUL character in the text",
                    Fix.say("delete it")));
    return argv.isEmpty() ? Optional.empty() : Optional.of(new Action.Command(argv, template));
  }

  private static List<Word> words(Reading reading, Node node) {
    if (node instanceof Node.Text text) {
      return Values.parse(reading, new Value(text, text.text()), Words::split)
          .map(words -> words.stream().map(word -> new Word(text, word)).toList())
          .filter(words -> isGiven(reading, text, words))
          .orElse(List.of());
    }
    List<Word> words = new ArrayList<>();
    for (Node item : node instanceof Node.Items items ? items.items() : List.of(node)) {
      if (item instanceof Node.Text text && !text.isEmpty()) {
        words.add(new Word(text, text.text()));
      } else if (item.isEmpty()) {
        reading.report(
            item, "empty", "nothing here, need text", Fix.say("write \"\" for an empty argument"));
      } else {
        Values.value(
            reading,
            item,
            Shape.of(node instanceof Node.Items ? Shape.Kind.TEXT : Shape.Kind.COMMAND));
      }
    }
    return words;
  }

  private static boolean isGiven(Reading reading, Node.Text node, List<Word> words) {
    if (words.isEmpty()) {
      reading.report(
          node, "empty", "a command without words", Fix.say("write the program and its arguments"));
    }
    return !words.isEmpty();
  }
}
