// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.condition.Condition;
import io.celeryroot.condition.Conditions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.config.condition.Vocabulary;
import io.celeryroot.job.Target;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.List;

/** Conditions of a run, from the words of a command line; a wrong one ends the command. */
public final class ConditionInput {

  private ConditionInput() {}

  /** Reads the values of {@code --if}. */
  public static Conditions of(ClConfig config, List<String> texts) {
    CommandFailure.refuseIf(
        texts.size() > ConditionParser.MAX_CONDITIONS,
        "cl: --if: given %s times, at most %s; fix: join some with \"and\"",
        texts.size(),
        ConditionParser.MAX_CONDITIONS);
    Vocabulary vocabulary = Vocabulary.of(config);
    List<Condition> all = texts.stream().map(text -> parse(text, vocabulary)).toList();
    Conditions conditions = new Conditions(all, config.timezone());
    CommandFailure.refuseIf(
        conditions.measurements() > ConditionParser.MAX_FACTS,
        "cl: --if: %s facts, at most %s are measured for a job; fix: ask for fewer",
        conditions.measurements(),
        ConditionParser.MAX_FACTS);
    return conditions;
  }

  private static Condition parse(String text, Vocabulary vocabulary) {
    try {
      return ConditionParser.parse(text, vocabulary);
    } catch (UnreadableValue e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --if: %s\n    %s\n    %s%s\n    fix: %s",
          e.getMessage(),
          shown(text),
          " ".repeat(e.offset()),
          "^".repeat(marks(text, e)),
          e.hint());
    }
  }

  /** One character for each of the text, so that the marks stand below what they mean. */
  private static String shown(String text) {
    return Quote.cut(
        Printable.line(text.replaceAll("\\p{Cntrl}", " ")), ConditionParser.MAX_LENGTH);
  }

  private static int marks(String text, UnreadableValue mistake) {
    return Math.max(1, Math.min(mistake.length(), text.length() - mistake.offset()));
  }

  /** Refuses facts whose tasks may not run on a target, and targets that check no conditions. */
  public static void checkTasks(ClConfig config, Conditions conditions, List<Target> targets) {
    targets.stream()
        .map(target -> config.roles().get(target.role()))
        .filter(role -> role != null && role.isCelery())
        .findFirst()
        .ifPresent(
            role ->
                CommandFailure.refuseIf(
                    !conditions.isEmpty(),
                    "cl: --if: role \"%s\" is served by Celery's workers, which check no"
                        + " conditions\n    fix: leave --if out, or the role",
                    role.name()));
    for (String task : conditions.tasks()) {
      targets.stream()
          .map(target -> config.roles().get(target.role()))
          .filter(role -> role != null && !role.allowsTask(task))
          .findFirst()
          .ifPresent(
              role ->
                  CommandFailure.refuseIf(
                      true,
                      "cl: --if: role \"%s\" does not allow task \"%s\"\n    fix: add %2$s to"
                          + " workers.%1$s.tasks",
                      role.name(),
                      task));
    }
  }
}
