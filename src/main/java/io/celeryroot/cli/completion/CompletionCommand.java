// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.completion;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.console.WordCache;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.ClassPathText;
import io.celeryroot.redis.QueueUnavailable;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cl completion}: a script that completes commands, options, and names of the site. */
@Command(
    description = {
      "Prints a completion script for a shell.",
      "It completes tasks, parameters with choices, targets, schedules, hosts and the last runs."
    },
    footer = {
      "",
      "Example, bash: source <(cl completion bash)",
      "Example, zsh:  source <(cl completion zsh)",
      "Example, fish: cl completion fish > ~/.config/fish/completions/cl.fish"
    })
public final class CompletionCommand extends ConsoleCommand {

  private static final String FOLDER = "/io/celeryroot/cli/completion/";

  /** Shells by their names on the command line. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Parameters(arity = "0..1", paramLabel = "bash|zsh|fish", description = "The shell.")
  private Shell shell;

  @Option(names = "--words", hidden = true, description = "Write the names of the site anew.")
  private boolean words;

  @Spec private CommandSpec spec;

  @Override
  protected boolean run() {
    if (words) {
      return writeWords();
    }
    CommandFailure.refuseIf(shell == null, "cl: name a shell: bash, zsh or fish");
    console
        .out()
        .print(
            ClassPathText.of(FOLDER + "cl." + shell)
                .replace("TABLE", quoted(CompletionTable.of(spec.root())))
                .replace("SCRIPT", quoted(ClassPathText.of(FOLDER + "words.sh"))));
    return true;
  }

  private String quoted(String text) {
    return "'"
        + (shell == Shell.fish
            ? text.replace("\\", "\\\\").replace("'", "\\'")
            : text.replace("'", "'\\''"))
        + "'";
  }

  private boolean writeWords() {
    Optional<WordCache> place = WordCache.of(console, ConfigLoader.path(console));
    ClConfig config;
    try {
      config = ConfigLoader.load(console);
    } catch (CommandFailure e) {
      place.ifPresent(WordCache::keep);
      throw e;
    }
    place.ifPresent(cache -> write(config, cache));
    return true;
  }

  private void write(ClConfig config, WordCache cache) {
    try (SiteConnection site = SiteConnection.connect(config, console.env())) {
      cache.write(config, site.monitor().runs(WordCache.MOST_RUNS, run -> true));
    } catch (QueueUnavailable e) {
      cache.write(config);
    }
  }
}
