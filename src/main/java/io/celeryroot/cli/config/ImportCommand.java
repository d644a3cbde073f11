// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.keys.BuiltInTasks;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ProblemPrinter;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.migrate.ClYamlWriter;
import io.celeryroot.migrate.ClYamlWriter.ClYaml;
import io.celeryroot.migrate.DueComparison;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * A command that prints files of another tool as cl.yaml, or compares when both are due. The answer
 * is yes if everything was carried over.
 */
abstract class ImportCommand extends ConsoleCommand {

  private static final int COMPARED = 1000;

  private static final View<DueComparison> COMPARISONS =
      new View<DueComparison>()
          .column("schedule", "SCHEDULE", DueComparison::schedule)
          .column("source", "FROM", one -> one.source().toString())
          .column("compared", "DUE INSTANTS", DueComparison::compared)
          .column("different", "", DueComparison::different, ImportCommand::difference);

  @Option(
      names = "--check",
      description = {
        "Print no cl.yaml; compare the next 1000 due instants of each job, computed by the rules"
            + " of its file, with those of the result."
      })
  private boolean check;

  abstract ImportedSite read();

  @Override
  protected final boolean run() {
    ImportedSite site = read();
    ClYaml yaml = ClYamlWriter.write(site, BuiltInTasks.names());
    ClConfig config = valid(yaml.text());
    List<DueComparison> compared = check ? compare(site, yaml, config) : List.of();
    if (check) {
      console.answer(COMPARISONS, compared);
    } else {
      console.answer(document(site, yaml), yaml::text);
    }
    site.problems().forEach(problem -> console.say("%s", ProblemPrinter.line(problem)));
    if (!site.problems().isEmpty()) {
      console.say("%s not carried over", Text.count(site.problems().size(), "thing"));
    }
    return site.problems().isEmpty()
        && compared.stream().allMatch(one -> one.different().isEmpty());
  }

  private static ClConfig valid(String text) {
    ReadResult result = ConfigReader.read("the result", text, Map.of(), Optional.empty());
    return result
        .config()
        .orElseThrow(
            () ->
                CommandFailure.notFoundOut(
                    "cl: the result is not valid, which is a defect of cl; please report it\n%s",
                    ConfigLoader.problems(result)));
  }

  private List<DueComparison> compare(ImportedSite site, ClYaml yaml, ClConfig config) {
    List<DueComparison> compared = new ArrayList<>();
    for (int i = 0; i < site.entries().size(); i++) {
      compared.add(
          DueComparison.of(
              site.entries().get(i),
              config.schedules().get(yaml.schedules().get(i)),
              console.now(),
              COMPARED));
    }
    return compared;
  }

  private static Object difference(DueComparison one) {
    return one.different().map(at -> "differ at " + at).orElse("equal");
  }

  private static Map<String, Object> document(ImportedSite site, ClYaml yaml) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("config", yaml.text());
    List<Problem> problems = site.problems();
    document.put("problems", ConfigValidateCommand.PROBLEMS.documents(problems));
    return document;
  }
}
