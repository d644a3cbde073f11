// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.act;

import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An action that pages offer: a form, and the command of {@code cl} that it stands for. */
public enum PageAction {
  CANCEL("cancel", "Cancel", "task cancel", false),
  RETRY("retry", "Retry what failed", "task retry --failed", true),
  RUN("run", "Run now", "schedule run", true),
  RUN_MISSED("run-missed", "Run what was missed", "schedule run --missed", true),
  PAUSE("pause", "Pause", "schedule pause", false),
  RESUME("resume", "Resume", "schedule resume", false),
  RUN_WORKFLOW("run-workflow", "Run now", "workflow run", true),
  RUN_TASK("run-task", "Run now", "task run", true),
  REQUEUE("requeue", "Requeue the dead letters", "queue requeue", false),
  PURGE("purge", "Remove the dead letters", "queue purge --dead --yes", false),
  DRAIN("drain", "Drain: it takes no new job", "worker drain", false),
  UNDRAIN("undrain", "Take new jobs again", "worker resume", false);

  /** Prefix of the addresses of actions. */
  public static final String PATH = "/do/";

  /** Name of the field for what the action is about. */
  public static final String ABOUT = "about";

  /** Prefix of fields that hold values of parameters. */
  public static final String PARAM = "p.";

  /** Prefix of fields that hold values of options. */
  public static final String OPTION = "o.";

  private static final List<String> OPTIONS =
      List.of("until", "for", "reason", "targets", "if", "role");

  private final String name;
  private final String title;
  private final String command;
  private final boolean isShownFirst;

  PageAction(String name, String title, String command, boolean isShownFirst) {
    this.name = name;
    this.title = title;
    this.command = command;
    this.isShownFirst = isShownFirst;
  }

  public static Optional<PageAction> find(String path) {
    return Arrays.stream(values()).filter(action -> path.equals(PATH + action.name)).findFirst();
  }

  public String title() {
    return title;
  }

  public String path() {
    return PATH + name;
  }

  public boolean isShownFirst() {
    return isShownFirst;
  }

  /** Returns a form with fields for what the command needs beside its subject. */
  public Form form(String about, FormField... fields) {
    List<FormField> all = new ArrayList<>(List.of(FormField.hidden(ABOUT, about)));
    all.addAll(List.of(fields));
    return new Form(title, path(), Form.Kind.ACTION, all, title);
  }

  /** Returns a form without fields, and words that tell it from others of the page. */
  public Form form(String about, String words) {
    String label = title + " " + words;
    return new Form(
        label, path(), Form.Kind.ACTION, List.of(FormField.hidden(ABOUT, about)), label);
  }

  /**
   * Returns the words of the command. Whatever the form holds, it becomes a value of the command
   * and never an option.
   */
  public List<String> words(Map<String, String> form) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    for (String option : OPTIONS) {
      String value = form.getOrDefault(OPTION + option, "").strip();
      if (!value.isEmpty()) {
        words.add("--" + option + "=" + value);
      }
    }
    form.keySet().stream()
        .filter(key -> key.startsWith(PARAM) && !form.get(key).isEmpty())
        .sorted()
        .forEach(key -> words.addAll(List.of("-p", key.substring(2) + "=" + form.get(key))));
    List<String> about =
        Stream.of(form.getOrDefault(ABOUT, "").split(" ", -1))
            .filter(word -> !word.isEmpty())
            .toList();
    if (!about.isEmpty()) {
      words.add("--");
      words.addAll(about);
    }
    return words;
  }
}
