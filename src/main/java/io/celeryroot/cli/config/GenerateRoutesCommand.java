// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.ClConfig;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl generate-routes}: writes the Camel routes of cl.yaml for review. */
@Command(
    description = "Writes the Camel routes that Beat and the workers run, for review and commit.",
    footer = {"", "Example: cl generate-routes --check"})
public final class GenerateRoutesCommand extends ConsoleCommand {

  private static final View<RoutesDirectory> ROUTES =
      new View<RoutesDirectory>()
          .field("directory", routes -> routes.directory().toString())
          .field("fresh", RoutesDirectory::isFresh)
          .field("written", routes -> routes.changed().keySet())
          .field("removed", RoutesDirectory::stale)
          .field("unchanged", RoutesDirectory::unchanged);

  @Option(
      names = "--output",
      paramLabel = "DIRECTORY",
      defaultValue = "routes",
      description = "Where (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Option(
      names = "--check",
      description = "Write nothing; exit 1 and show the difference if the files are stale.")
  private boolean check;

  @Option(
      names = "--dry-run",
      description = "Write nothing; show what would be written and removed.")
  private boolean dryRun;

  @Override
  protected boolean run() throws IOException {
    ClConfig config = ConfigLoader.load(console);
    RoutesDirectory routes =
        RoutesDirectory.compare(
            console.directory().resolve(directory), RouteGenerator.generate(config));
    if (!check && !dryRun) {
      routes.write();
    }
    console.answer(ROUTES, routes, () -> text(routes));
    return !check || routes.isFresh();
  }

  private String text(RoutesDirectory routes) {
    if (check) {
      return routes.isFresh()
          ? directory + ": fresh, " + Text.count(routes.unchanged(), "file") + "\n"
          : routes.difference() + directory + ": stale; fix: cl generate-routes" + option() + "\n";
    }
    StringBuilder text = new StringBuilder();
    routes
        .changed()
        .keySet()
        .forEach(name -> text.append("write  ").append(directory.resolve(name)).append('\n'));
    routes
        .stale()
        .forEach(name -> text.append("remove ").append(directory.resolve(name)).append('\n'));
    return text
        + (dryRun
                ? "%s to write, %s to remove, %s unchanged\n"
                : "%s written, %s removed, %s unchanged\n")
            .formatted(
                Text.count(routes.changed().size(), "file"),
                routes.stale().size(),
                routes.unchanged());
  }

  private String option() {
    return directory.equals(Path.of("routes")) ? "" : " --output " + directory;
  }
}
