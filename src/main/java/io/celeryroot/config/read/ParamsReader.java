// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Param;
import io.celeryroot.config.Source;
import io.celeryroot.config.keys.TaskKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** {@code params} of a task. */
final class ParamsReader {

  private final Reading reading;
  private final Function<Node, Source> sources;

  ParamsReader(Reading reading, Function<Node, Source> sources) {
    this.reading = reading;
    this.sources = sources;
  }

  List<Param> read(SectionReader task) {
    List<Param> params = new ArrayList<>();
    List<Node.Entry> entries = task.named("params", NameRule.VARIABLE);
    for (Node.Entry entry : entries) {
      if (entry.value().isEmpty()) {
        reading.report(
            entry.key(),
            "empty",
            "nothing behind it, need a map",
            Fix.say(
                "write "
                    + Quote.of(entry.name() + ": {}").replace("\"", "")
                    + " for a parameter without rules"));
        continue;
      }
      SectionReader.open(reading, entry.value(), TaskKeys.PARAM)
          .ifPresent(section -> params.add(param(entry, section)));
    }
    checkMany(entries, params);
    return params;
  }

  private Param param(Node.Entry entry, SectionReader section) {
    boolean secret = section.flag("secret").orElse(section.has("secret"));
    if (secret) {
      section.map().entry("default").ifPresent(value -> reading.hide(value.value()));
    }
    Param param =
        new Param(
            entry.name(),
            section.flag("required").orElse(false),
            section.text("default"),
            section.value("pattern").flatMap(value -> PatternCheck.parse(reading, value)),
            choices(section),
            secret,
            section.flag("many").orElse(false),
            section.description(),
            sources.apply(entry.key()));
    check(param, section);
    return param;
  }

  private List<String> choices(SectionReader section) {
    List<String> choices = new ArrayList<>();
    for (Value value : section.values("choices")) {
      if (choices.contains(value.text())) {
        reading.report(
            value.node(), "duplicate-choice", value.quoted() + " twice", Fix.say("delete one"));
      } else {
        choices.add(value.text());
      }
    }
    return choices;
  }

  private void check(Param param, SectionReader section) {
    if (param.required() && param.defaultValue().isPresent()) {
      section.report(
          "default",
          "param-default",
          "a required parameter has no default",
          Fix.say("delete \"default\" or \"required\""));
    }
    Optional<Pattern> pattern = param.pattern();
    for (Value choice : pattern.isEmpty() ? List.<Value>of() : section.values("choices")) {
      if (!pattern.get().matcher(choice.text()).matches()) {
        reading.report(
            choice.node(),
            "param-choices",
            "choice "
                + choice.quoted()
                + " does not match the pattern "
                + Quote.of(pattern.get().pattern()),
            Fix.say("change the pattern or the choice"));
      }
    }
    section
        .value("default")
        .ifPresent(value -> ParamRules.check(reading, param, value, "the default "));
  }

  private void checkMany(List<Node.Entry> entries, List<Param> params) {
    for (Param param : params.isEmpty() ? params : params.subList(0, params.size() - 1)) {
      if (param.many()) {
        Node.Text key =
            entries.stream()
                .filter(entry -> entry.name().equals(param.name()))
                .findFirst()
                .orElseThrow()
                .key();
        reading.report(
            key,
            "param-many",
            "only the last parameter can take many values",
            Fix.say("move it to the end or delete \"many\""));
      }
    }
  }
}
