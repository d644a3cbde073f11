// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.output.OutputFormat;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.EffectiveConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl config show}: the file with every default filled in. */
@Command(
    name = "show",
    sortOptions = false,
    description = "Prints the values that hold, defaults included and secrets as ***, as YAML.",
    footer = {"", "Example: cl config show -o yaml"})
final class ConfigShowCommand implements Callable<Integer> {

  private final Session session;

  @Option(names = "--built-in", description = "Include the built-in tasks.")
  private boolean builtIn;

  ConfigShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ClConfig config = ConfigFile.load(session);
    Map<String, Object> document = EffectiveConfig.tree(config);
    if (builtIn) {
      Map<String, Object> tasks = new LinkedHashMap<>();
      config.tasks().forEach((name, task) -> tasks.put(name, EffectiveConfig.task(task)));
      document.put("tasks", tasks);
    }
    session.answer(document, () -> OutputFormat.yaml.render(document, String::new));
    return ExitCode.YES;
  }
}
