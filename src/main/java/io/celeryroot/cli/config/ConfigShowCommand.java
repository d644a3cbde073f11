// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.keys.TaskKeys;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.view.OutputFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl config show}: the file with every default filled in. */
@Command(
    description = "Prints the values that hold, defaults included and secrets as ***, as YAML.",
    footer = {"", "Example: cl config show -o yaml"})
public final class ConfigShowCommand extends ConsoleCommand {

  @Option(names = "--built-in", description = "Include the built-in tasks.")
  private boolean builtIn;

  @Option(names = "--running", description = "Show what Beat runs, which it keeps in Redis.")
  private boolean running;

  @Override
  protected boolean run() {
    ClConfig config = running ? running() : ConfigLoader.load(console);
    Map<String, Object> document = FileKeys.show(config);
    if (builtIn) {
      Map<String, Object> tasks = new LinkedHashMap<>();
      config.tasks().forEach((name, task) -> tasks.put(name, TaskKeys.show(task)));
      document.put("tasks", tasks);
    }
    console.answer(document, () -> OutputFormat.yaml.render(() -> document, String::new));
    return true;
  }

  private ClConfig running() {
    try (SiteConnection site = SiteConnection.open(console)) {
      RunningConfig found =
          RunningSite.config(site)
              .orElseThrow(
                  () ->
                      CommandFailure.noSuchThing(
                          "cl: no Beat has told its configuration; fix: start Beat"));
      console.say("cl: what Beat " + found.beat() + " runs, from its " + found.file());
      return ConfigVersion.of(found).config();
    }
  }
}
