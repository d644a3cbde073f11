// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Action;
import io.celeryroot.config.Param;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.Section;
import io.celeryroot.config.keys.TaskKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code tasks}. */
final class TasksReader {

  private static final Action UNREADABLE = new Action.Script("");

  private final Reading reading;
  private final TaskSettings defaults;

  TasksReader(Reading reading, TaskSettings defaults) {
    this.reading = reading;
    this.defaults = defaults;
  }

  /**
   * The tasks of the file; one with mistakes is there too, so that what refers to it can be
   * checked.
   */
  Map<String, TaskDefinition> read(SectionReader top) {
    Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
    for (Node.Entry entry : top.named("tasks", NameRule.NAME)) {
      open(entry, TaskKeys.TASK)
          .ifPresent(section -> tasks.put(entry.name(), task(entry, section)));
    }
    return tasks;
  }

  private Optional<SectionReader> open(Node.Entry entry, Section section) {
    return SectionReader.open(reading, entry.value(), section);
  }

  private TaskDefinition task(Node.Entry entry, SectionReader section) {
    List<Param> params = new ParamsReader(reading, Node::source).read(section);
    Optional<Action> action =
        new ActionReader(reading, section)
            .read(
                entry.key(),
                params.stream()
                    .map(Param::name)
                    .collect(Collectors.toCollection(java.util.LinkedHashSet::new)));
    return definition(entry, section, action.orElse(UNREADABLE), params, entry.key().source());
  }

  /** A built-in task; its script stands beside it. */
  TaskDefinition builtIn(Node.Entry entry, SectionReader section, Action action) {
    List<Param> params = new ParamsReader(reading, key -> Source.BUILT_IN).read(section);
    return definition(entry, section, action, params, Source.BUILT_IN);
  }

  private TaskDefinition definition(
      Node.Entry entry, SectionReader section, Action action, List<Param> params, Source source) {
    TaskSettings settings = TaskSettings.read(section, defaults);
    return new TaskDefinition(
        entry.name(),
        action,
        params,
        settings.timeout(),
        settings.killAfter(),
        settings.retries(),
        settings.env(),
        settings.workdir(),
        settings.user(),
        settings.successExitCodes(),
        settings.maxOutputBytes(),
        settings.onLost(),
        settings.runOn(),
        settings.expires(),
        section.description(),
        source);
  }
}
