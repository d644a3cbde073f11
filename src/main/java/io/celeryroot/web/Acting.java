// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Param;
import io.celeryroot.text.Mask;
import io.celeryroot.text.ShellWords;
import io.celeryroot.web.Operations.Done;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.page.PageContent;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Output;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Asks once whether an action is meant, and then runs its command. */
final class Acting {

  private static final String SURE = "sure";

  /** Line of commands that submit a run. */
  private static final Pattern RUN = Pattern.compile("(?m)^see: cl task result (\\S+)$");

  private static final int MOST_RUNS = 20;
  private static final String TOKEN = "token";

  private final ClConfig config;
  private final WebSettings settings;
  private final FormTokens tokens;

  Acting(ClConfig config, WebSettings settings, FormTokens tokens) {
    this.config = config;
    this.settings = settings;
    this.tokens = tokens;
  }

  boolean mayAct(Call call) {
    return settings.isWritable() && call.mayWrite();
  }

  /** Returns true if a form came from a page of this process that the same user was shown. */
  boolean isOwnForm(Call call) {
    return tokens.isValid(call.form().getOrDefault(TOKEN, ""), call.user());
  }

  /** Returns the question, or what the command said. */
  PageContent answer(PageAction action, Call call) {
    List<String> words = action.words(call.form());
    String shown = shown(words);
    if (!mayAct(call)) {
      return PageContent.refused(
          403,
          action.title(),
          shown,
          settings.isWritable()
              ? call.user() + " may read, but not act."
              : "This dashboard is read only; who starts it can add --web-write.");
    }
    if (!isOwnForm(call)) {
      return PageContent.refused(
          403,
          action.title(),
          shown,
          "The form is not from this dashboard, or older than its process. Load the page again.");
    }
    return call.form().getOrDefault(SURE, "").equals("yes")
        ? done(action, shown, settings.operations().run(call.user(), call.from(), words))
        : question(action, call, words, shown);
  }

  private PageContent question(PageAction action, Call call, List<String> words, String shown) {
    List<Part> parts = new ArrayList<>();
    parts.add(Said.of(Tone.WARN, "Do you want this? It is the command: " + shown));
    if (action.isShownFirst()) {
      List<String> dry = new ArrayList<>(words);
      dry.add(dry.contains("--") ? dry.indexOf("--") : dry.size(), "--dry-run");
      Done would = settings.operations().run(call.user(), call.from(), dry);
      parts.add(Output.of("What it would do", would.text()));
      if (!would.isDone()) {
        return new PageContent(
            422, action.title(), shown, false, parts, document(shown, would.exitCode(), would));
      }
    }
    Map<String, String> values = new TreeMap<>(call.form());
    values.remove(TOKEN);
    values.put(SURE, "yes");
    List<FormField> fields = new ArrayList<>();
    values.forEach((name, value) -> fields.add(FormField.hidden(name, value)));
    parts.add(
        new Form("Really?", action.path(), Form.Kind.ACTION, fields, "Yes: " + action.title()));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("command", shown);
    document.put("question", "add sure=yes");
    return PageContent.still(action.title(), shown, parts, document);
  }

  private static PageContent done(PageAction action, String shown, Done done) {
    List<Part> parts =
        List.of(
            done.isDone()
                ? Said.of(Tone.GOOD, "Done, and in the audit log.")
                : Said.of(Tone.BAD, "Not done: the command ended with " + done.exitCode() + "."),
            Output.of("What the command said", done.text()));
    List<Link> runs = runs(done);
    if (!runs.isEmpty()) {
      parts = Stream.concat(Stream.of(new Said("", runs)), parts.stream()).toList();
    }
    return new PageContent(
        done.isDone() ? 200 : 422,
        action.title(),
        shown,
        false,
        parts,
        document(shown, done.exitCode(), done));
  }

  /** Finds the runs that the command names, for those who want to follow them. */
  private static List<Link> runs(Done done) {
    return RUN.matcher(done.text())
        .results()
        .map(found -> found.group(1))
        .distinct()
        .limit(MOST_RUNS)
        .map(run -> Link.to(Address.of("/runs", run), "See run " + run))
        .toList();
  }

  private static Map<String, Object> document(String command, int exitCode, Done done) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("command", command);
    document.put("exit_code", exitCode);
    document.put("said", done.text());
    return document;
  }

  /** Returns the command line for people, without secrets. */
  private String shown(List<String> words) {
    List<String> secrets =
        config.tasks().values().stream()
            .flatMap(task -> task.params().stream())
            .filter(Param::secret)
            .map(Param::name)
            .toList();
    List<String> shown = new ArrayList<>(List.of("cl"));
    for (String word : words) {
      int equals = word.indexOf('=');
      boolean isSecret = equals > 0 && secrets.contains(word.substring(0, equals));
      shown.add(isSecret ? word.substring(0, equals + 1) + Mask.TEXT : word);
    }
    return ShellWords.line(shown);
  }
}
