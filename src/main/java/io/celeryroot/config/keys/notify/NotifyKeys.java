// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.notify;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.notify.Event;
import io.celeryroot.config.notify.MessageField;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import io.celeryroot.text.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Keys of {@code notify}, of the file, a schedule or a task. */
public final class NotifyKeys {

  /** In place of receivers: nobody is told. */
  private static final String NONE = "none";

  private static final Key<Receiver, List<Event>> ON =
      Key.of("on", Types.texts(Types.choice(Event.class), "duplicate-event"), Receiver::on)
          .withDefault(Event.DEFAULT)
          .withDefaultText("failed, lost, missed, late, recovered, rejected")
          .meaning(
              "Events that are told. `failed`: a job failed or timed out; `lost`: its worker died"
                  + " and it is not run again; `rejected`: a worker refused it; `expired`: it"
                  + " waited too long; `missed`: a due instant did not run; `late`: see"
                  + " `late_after`; `recovered`: the first good run after one of these;"
                  + " `paused_by_failures`: see `pause_after`; for the whole file also"
                  + " `worker_away`: a worker stopped responding, and `beat_silent`: no Beat"
                  + " responds.");

  private static final Key<Receiver, Endpoint> TO =
      Key.<Receiver, Endpoint>optional("to", EndpointType.ANY, NotifyKeys::endpoint)
          .withDefaultText("**required**, or `task`")
          .withSecrets()
          .meaning(
              "A Camel endpoint URI: a web address, which gets a POST with JSON; a mail server such"
                  + " as `smtp://mail.example.org?from=cl@example.org&to=ops@example.org`; or"
                  + " `direct:NAME`, a route of your own.");

  private static final Key<Receiver, String> TASK =
      Key.<Receiver, String>optional(
              "task", Types.NAME, receiver -> task(receiver).map(Receiver.To.Task::task))
          .meaning(
              "In place of `to`: a task that is run. Its parameters named like a field of the"
                  + " message get that field.");

  private static final Key<Receiver, List<String>> TARGETS =
      Key.<Receiver, List<String>>optional(
              "targets",
              Types.texts(Types.TEXT, "duplicate-target"),
              receiver -> task(receiver).map(Receiver.To.Task::targets))
          .withDefaultText("**required** with `task`")
          .meaning("Roles or host names that run the task.");

  private static final Key<Receiver, Boolean> EVERY =
      Key.of("every", Types.FLAG, Receiver::every)
          .withDefault(Receiver.DEFAULT_EVERY)
          .meaning(
              "With `false`, an event is told once, until the schedule has recovered; with `true`,"
                  + " for each run.");

  private static final Key<Receiver, String> BODY =
      Key.<Receiver, String>optional("body", Types.text(NotifyKeys::body), Receiver::body)
          .withDefaultText("JSON for web addresses, else text")
          .meaning(
              "The message. A field in braces is replaced, and escaped as in JSON for web"
                  + " addresses: `{"
                  + String.join("}`, `{", MessageField.keys())
                  + "}`. Other braces stay.");

  public static final Section<Receiver> NOTIFY =
      new Section<>(
          "notify",
          "notify",
          "A receiver of messages about what happens: one, or a list of them. It may stand in the"
              + " file, in a task and in a schedule. The one of a schedule stands in place of the"
              + " one of its task, and that in place of the one of the file; `none` tells nobody.",
          List.of(ON, TO, TASK, TARGETS, EVERY, BODY),
          List.of(List.of(TO.name()), List.of(TASK.name(), TARGETS.name())));

  private static final Type<List<Values>> TYPE =
      Type.of("a map or a list of maps", NotifyKeys::open, NotifyKeys::schema);

  private NotifyKeys() {}

  /** The key, of whatever has receivers. */
  public static <R> Key<R, List<Values>> key(Function<R, Optional<List<Receiver>>> receivers) {
    return Key.<R, List<Values>>custom(
            "notify", TYPE, record -> receivers.apply(record).map(NotifyKeys::show))
        .withSecrets();
  }

  private static Object show(List<Receiver> receivers) {
    return receivers.isEmpty() ? NONE : receivers.stream().map(NotifyKeys::show).toList();
  }

  private static Map<String, Object> show(Receiver receiver) {
    return new LinkedHashMap<>(NOTIFY.show(receiver));
  }

  private static Map<String, Object> schema(Schemas schemas) {
    Map<String, Object> one = schemas.reference(NOTIFY.name(), NOTIFY::schema);
    return Schemas.anyOf(
        one, Yaml.map("type", "array", "items", one, "minItems", 1), Yaml.map("const", NONE));
  }

  private static Optional<List<Values>> open(Reading reading, Node node) {
    if (node instanceof Node.Text text && text.text().equals(NONE)) {
      return Optional.of(List.of());
    }
    if (!(node instanceof Node.Items list)) {
      return Values.open(reading, node, NOTIFY).map(List::of);
    }
    return Optional.of(
        list.items().stream()
            .flatMap(item -> Values.open(reading, item, NOTIFY).stream())
            .toList());
  }

  private static String body(String text) {
    MessageField.unknownIn(text)
        .ifPresent(
            name -> {
              throw new UnreadableValue(
                  "body-field",
                  "no field {" + name + "}; fields are: " + String.join(", ", MessageField.keys()),
                  Nearest.to(name, MessageField.keys())
                      .map(near -> "write {" + near + "}")
                      .orElse("take one of these, or leave it out"));
            });
    return text;
  }

  private static Optional<Endpoint> endpoint(Receiver receiver) {
    return receiver.to() instanceof Receiver.To.Uri uri
        ? Optional.of(uri.endpoint())
        : Optional.empty();
  }

  private static Optional<Receiver.To.Task> task(Receiver receiver) {
    return receiver.to() instanceof Receiver.To.Task task ? Optional.of(task) : Optional.empty();
  }

  /**
   * Makes the receivers of one place; {@link #check} looks at the names that they refer to.
   *
   * @param name of the first; the others have a number behind it
   * @param isOfSite true: of the file, which has events of the site
   */
  public static List<Receiver> receivers(String name, List<Values> entries, boolean isOfSite) {
    List<Receiver> receivers = new ArrayList<>();
    for (Values values : entries) {
      String own = name + (receivers.isEmpty() ? "" : "." + (receivers.size() + 1));
      receiver(own, values, isOfSite).ifPresent(receivers::add);
    }
    return receivers;
  }

  private static Optional<Receiver> receiver(String name, Values values, boolean isOfSite) {
    List<Event> on = values.get(ON);
    boolean isEvery = values.get(EVERY);
    Optional<String> body = values.find(BODY);
    if (!isOfSite) {
      checkSite(values);
    }
    return to(values).map(to -> new Receiver(name, on, to, isEvery, body, values.source()));
  }

  private static void checkSite(Values values) {
    for (Scalar word : values.scalars(ON)) {
      if (Event.OF_SITE.stream().anyMatch(event -> event.word().equals(word.text()))) {
        values.report(
            word.node(),
            "no-effect",
            Quote.of(word.text()) + " belongs to the whole site",
            Fix.say("move it into the \"notify\" of the file"));
      }
    }
  }

  private static Optional<Receiver.To> to(Values values) {
    boolean hasTask = values.has(TASK) || values.has(TARGETS);
    if (values.has(TO) == hasTask) {
      String message =
          hasTask ? "\"to\" beside \"task\", need one of them" : "goes nowhere: none of to, task";
      values.report(
          values.anchor(),
          "notify-to",
          message,
          Fix.say(hasTask ? "delete one" : "add \"to:\", or \"task:\" and \"targets:\""));
      return Optional.empty();
    }
    if (!hasTask) {
      return values.find(TO).map(Receiver.To.Uri::new);
    }
    List.of(TASK, TARGETS).forEach(values::require);
    values.reportNoEffect(
        BODY, "\"body\" beside \"task\", whose parameters get the fields", "delete it");
    List<String> targets = values.find(TARGETS).orElse(List.of());
    return values.find(TASK).map(task -> new Receiver.To.Task(task, targets));
  }

  /** Reports references of receivers to tasks and targets that do not exist or do not fit. */
  public static void check(List<Values> entries, KnownNames names) {
    for (Values values : entries) {
      Optional<String> task = values.scalar(TASK).filter(names::isTask).map(Scalar::text);
      names.checkTargets(values.scalars(TARGETS), task);
      task.flatMap(names::task).ifPresent(found -> checkParams(values, found));
    }
  }

  private static void checkParams(Values values, TaskDefinition task) {
    task.params().stream()
        .filter(param -> param.required() && !MessageField.keys().contains(param.name()))
        .findFirst()
        .map(Param::name)
        .ifPresent(
            param ->
                values.report(
                    TASK,
                    "notify-task",
                    "task %s needs a value of %s, which is no field of a message"
                        .formatted(Quote.of(task.name()), Quote.of(param)),
                    Fix.say(
                        "give it a default, or name it like a field: "
                            + String.join(", ", MessageField.keys()))));
    if (task.receivers().filter(list -> !list.isEmpty()).isPresent()) {
      values.report(
          TASK,
          "notify-task",
          "task %s has \"notify\" itself, so that a message could lead to another without end"
              .formatted(Quote.of(task.name())),
          Fix.say("delete the \"notify\" of the task"));
    }
  }
}
