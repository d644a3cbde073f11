// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.queue.host.RunningConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A version of cl.yaml that is compared.
 *
 * @param label its name for people: a file, a revision, or the Beat that runs it
 */
record ConfigVersion(String label, ClConfig config) {

  /** The word for the configuration that Beat runs. */
  static final String RUNNING = "running";

  static ConfigVersion atHand(Console console) {
    return new ConfigVersion(
        ConfigLoader.path(console).getFileName().toString(), ConfigLoader.loadForSite(console));
  }

  static ConfigVersion of(RunningConfig running) {
    ReadResult result = ConfigReader.read(RUNNING, running.text(), Map.of(), Optional.empty());
    return new ConfigVersion(
        "running on " + running.beat(), valid(result, "what Beat " + running.beat() + " runs"));
  }

  /**
   * Returns this version with the address of the other's Redis if both are the same one of this
   * machine: {@code cl up} writes that of its own in another way.
   */
  ConfigVersion beside(ClConfig other) {
    Optional<Integer> port = port(config);
    boolean isSame = port.isPresent() && port.equals(port(other));
    return isSame ? new ConfigVersion(label, config.withRedisAt(other.redis().url())) : this;
  }

  private static Optional<Integer> port(ClConfig config) {
    return config.redis().address().plainLoopbackPort();
  }

  /**
   * Reads a file, or the file at hand at a git revision.
   *
   * @param name path of a file that is there, otherwise a revision
   */
  static ConfigVersion of(Console console, String name) {
    Path file = console.directory().resolve(name);
    if (Files.isRegularFile(file)) {
      return new ConfigVersion(name, valid(ConfigLoader.read(console, file), name));
    }
    Path atHand = ConfigLoader.path(console);
    String text =
        GitRevision.show(atHand, name)
            .orElseThrow(
                () ->
                    CommandFailure.noSuchThing(
                        "cl: \"%s\": neither a file nor a git revision of %s; fix: give one, or"
                            + " \"%s\"",
                        name, atHand, RUNNING));
    String label = atHand.getFileName() + " at " + name;
    ReadResult result =
        ConfigReader.read(
            label,
            text,
            console.env(),
            Optional.ofNullable(console.options().environment),
            GitRevision.included(atHand, name));
    return new ConfigVersion(label, valid(result, label));
  }

  private static ClConfig valid(ReadResult result, String label) {
    return result
        .config()
        .orElseThrow(
            () ->
                CommandFailure.notFoundOut(
                    "%s\ncl: %s has mistakes and cannot be compared",
                    ConfigLoader.problems(result), label));
  }
}
