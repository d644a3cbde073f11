// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Param;
import io.celeryroot.config.celery.CeleryValue;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Maps;
import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.security.LoaderNames;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Mask;
import io.celeryroot.text.Quote;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keys of a parameter of a task. */
public final class ParamKeys {

  private static final Key<Param, Boolean> REQUIRED =
      Key.of("required", Types.FLAG, Param::required)
          .withDefault(false)
          .meaning("Makes each submission give it. Not together with `default`.");

  private static final Key<Param, String> DEFAULT =
      Key.<Param, String>custom("default", Types.TEXT, ParamKeys::shownDefault)
          .withDefaultText("empty text")
          .withSecrets()
          .meaning("The value when a submission does not give it.");

  private static final Key<Param, Pattern> PATTERN =
      Key.optional("pattern", Types.PATTERN, Param::pattern)
          .meaning("A Java regular expression that the whole value must match.");

  private static final Key<Param, List<String>> CHOICES =
      Key.of("choices", Types.texts(Types.TEXT, "duplicate-choice"), Param::choices)
          .withDefaultText("any value")
          .meaning("The allowed values.");

  private static final Key<Param, List<String>> ALLOW =
      Key.of("allow", Types.texts(Types.TEXT), Param::allow)
          .withDefaultText("any value")
          .meaning("Globs of the allowed values; `*` also matches `/`.");

  private static final Key<Param, Boolean> DASH =
      Key.of("dash", Types.FLAG, Param::dash)
          .withDefault(false)
          .meaning(
              "With `command`: `true` lets values begin with `-`, which the program may take for"
                  + " options.");

  private static final Key<Param, Boolean> SECRET =
      Key.of("secret", Types.FLAG, Param::secret)
          .withDefault(false)
          .meaning("The value is never shown, logged or put into a result.");

  private static final Key<Param, Boolean> MANY =
      Key.of("many", Types.FLAG, Param::many)
          .withDefault(false)
          .meaning(
              "Takes all remaining values, joined by single spaces; only the last parameter."
                  + " `pattern` and `choices` apply to each of them.");

  private static final Key<Param, CeleryValue> CELERY =
      Key.of("celery", Types.choice(CeleryValue.class), Param::celery)
          .withDefault(CeleryValue.TEXT)
          .meaning(
              "In messages for roles with `served_by: celery`: the value is `text` or `json` by the"
                  + " name of the parameter, the list of all positional `args`, or an object with"
                  + " further `kwargs`, the last two in JSON.");

  private static final Key<Param, String> DESCRIPTION =
      Key.of("description", Types.DESCRIPTION, Param::description).meaning("For people.");

  public static final Section<Param> PARAM =
      new Section<>(
          "param",
          "tasks.<task>.params.<param>",
          "A parameter. Its name is an environment variable of a script and `{name}` in a"
              + " command; its place in the file is its position on the command line.",
          List.of(
              REQUIRED, DEFAULT, PATTERN, CHOICES, ALLOW, DASH, SECRET, MANY, CELERY, DESCRIPTION));

  static final Type<List<Values>> TYPE = Maps.named(NameRule.VARIABLE, () -> PARAM);

  private ParamKeys() {}

  /** Makes the parameters of a task, and reports one with {@code many} that is not the last. */
  static List<Param> params(List<Values> entries) {
    for (Values values : entries.isEmpty() ? entries : entries.subList(0, entries.size() - 1)) {
      if (values.get(MANY)) {
        values.report(
            values.key(),
            "param-many",
            "only the last parameter can take many values",
            Fix.say("move it to the end or delete \"many\""));
      }
    }
    return entries.stream().map(ParamKeys::param).toList();
  }

  private static Param param(Values values) {
    boolean secret = values.find(SECRET).orElse(values.has(SECRET));
    if (secret) {
      values.node(DEFAULT).ifPresent(values.reading()::hide);
    }
    Param param =
        new Param(
            values.name(),
            values.get(REQUIRED),
            values.find(DEFAULT),
            values.find(PATTERN),
            values.find(CHOICES).orElse(List.of()),
            values.find(ALLOW).orElse(List.of()),
            values.get(DASH),
            secret,
            values.get(MANY),
            values.get(CELERY),
            values.find(DESCRIPTION).orElse(""),
            values.source());
    check(param, values);
    return param;
  }

  private static void check(Param param, Values values) {
    if (LoaderNames.has(param.name())) {
      values.report(
          values.key(),
          "param-name",
          "loaders and shells read the environment variable "
              + Quote.of(param.name())
              + ", so no submission may set it",
          Fix.say("write another name, such as \"" + param.name().toLowerCase(Locale.ROOT) + "\""));
    }
    if (param.required() && param.defaultValue().isPresent()) {
      values.report(
          DEFAULT,
          "param-default",
          "a required parameter has no default",
          Fix.say("delete \"default\" or \"required\""));
    }
    param.pattern().ifPresent(pattern -> checkChoices(values, pattern));
    values
        .scalar(DEFAULT)
        .ifPresent(value -> ParamRules.check(values.reading(), param, value, "the default "));
  }

  private static void checkChoices(Values values, Pattern pattern) {
    for (Scalar choice : values.scalars(CHOICES)) {
      if (!pattern.matcher(choice.text()).matches()) {
        values.report(
            choice.node(),
            "param-choices",
            "choice %s does not match the pattern %s"
                .formatted(choice.quoted(), Quote.of(pattern.pattern())),
            Fix.say("change the pattern or the choice"));
      }
    }
  }

  private static Optional<Object> shownDefault(Param param) {
    return param.defaultValue().map(value -> param.secret() ? Mask.TEXT : Types.escaped(value));
  }
}
