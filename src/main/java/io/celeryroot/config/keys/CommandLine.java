// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.command.CommandWords;
import io.celeryroot.config.command.ShellSyntax;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of {@code command}: a list of words, or a text that is split into words. */
final class CommandLine {

  static final Type<List<Word>> TYPE =
      Type.of(
          "a list of text, or one text that is split into words",
          CommandLine::read,
          schemas -> Schemas.scalars());

  private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{(?<name>[^{}]*)\\}|[{}]");
  private static final Pattern PARAMETER = Pattern.compile("(?<!\\$)\\{[A-Za-z_][A-Za-z0-9_]*\\}");

  /** Stands for a text whose placeholder cannot be filled in, which was reported. */
  private static final String UNKNOWN = "?";

  /**
   * One word of a command.
   *
   * @param node scalar that holds it
   * @param written text before environment placeholders were filled in
   * @param text text with them; braces in the value of a variable are doubled
   */
  record Word(Node.Text node, String written, String text) {

    /** Reports braces that do not name a parameter of the task. */
    void checkBraces(Reading reading, Set<String> params) {
      Matcher token = BRACES.matcher(text);
      while (token.find()) {
        String name = token.group("name");
        if (token.group().length() == 1) {
          reading.report(
              node,
              "brace",
              "a single \"" + token.group() + "\": " + Quote.of(node.text()),
              Fix.say("write {name} for a parameter, {{ and }} for literal braces"));
          return;
        }
        if (name != null && !params.contains(name)) {
          reading.report(
              node,
              "unknown-name",
              "no parameter " + Quote.of(name) + Nearest.listed("parameters", params),
              fix(name, params));
        }
      }
    }

    private static Fix fix(String name, Set<String> params) {
      return Nearest.to(name, params)
          .map(other -> Fix.say("write {" + other + "}"))
          .orElse(Fix.say("add it to \"params\", or write {{" + name + "}} for literal braces"));
    }
  }

  private CommandLine() {}

  private static Optional<List<Word>> read(Reading reading, Node node) {
    List<Word> words = new ArrayList<>();
    for (Word word : written(reading, node)) {
      UnaryOperator<String> protect =
          words.isEmpty() ? UnaryOperator.identity() : CommandLine::literal;
      String text =
          reading.placeholders().fill(word.node(), word.written(), protect).orElse(UNKNOWN);
      words.add(new Word(word.node(), word.written(), text));
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    checkProgram(reading, node, words.get(0));
    boolean isText = words.stream().allMatch(word -> reading.isText(node, word.text()));
    return isText ? Optional.of(words) : Optional.empty();
  }

  private static String literal(String text) {
    return text.replace("{", "{{").replace("}", "}}");
  }

  private static void checkProgram(Reading reading, Node node, Word program) {
    if (PARAMETER.matcher(program.written()).find()) {
      reading.report(
          program.node(),
          "command-program",
          "the program is fixed text, but holds a parameter: " + Quote.of(program.written()),
          Fix.say("write the program itself first; only arguments hold parameters"));
    }
    if (program.text().isEmpty()) {
      reading.report(
          node, "command-program", "the program is empty text", Fix.say("write the program first"));
    }
  }

  private static List<Word> written(Reading reading, Node node) {
    if (node instanceof Node.Text text) {
      return split(reading, text);
    }
    if (!(node instanceof Node.Items items)) {
      reading.scalar(node, TYPE.label());
      return List.of();
    }
    List<Word> words = new ArrayList<>();
    for (Node item : items.items()) {
      if (item.isEmpty()) {
        reading.report(
            item, "empty", "nothing here, need text", Fix.say("write \"\" for an empty argument"));
      } else if (item instanceof Node.Text text) {
        words.add(new Word(text, text.text(), text.text()));
      } else {
        reading.scalar(item, "text");
      }
    }
    warn(reading, words);
    return words;
  }

  /** Each word of a list goes to the program as it stands; who writes it may expect a shell. */
  private static void warn(Reading reading, List<Word> words) {
    ShellSyntax.doubts(words.stream().map(Word::written).toList())
        .forEach(
            (number, kind) -> {
              Node.Text node = words.get(number).node();
              reading.warn(
                  new Scalar(node, node.text()),
                  "command-shell",
                  "no shell reads this " + kind + ": \"" + node.text() + "\"",
                  "use \"script:\" in place of \"command:\", if it is not meant as it stands");
            });
  }

  private static List<Word> split(Reading reading, Node.Text node) {
    Scalar value = new Scalar(node, node.text());
    Optional<List<String>> words =
        reading.parse(value, text -> CommandWords.split(ShellSyntax.refuse(text.text())));
    if (words.filter(List::isEmpty).isPresent()) {
      reading.report(
          node, "empty", "a command without words", Fix.say("write the program and its arguments"));
    }
    return words.orElse(List.of()).stream().map(word -> new Word(node, word, word)).toList();
  }
}
