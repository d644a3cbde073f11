// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * An image that was built here, and its root file system.
 *
 * @param root directory where it is mounted
 * @param config configuration in the image
 */
record Image(Path root, JsonNode config) {

  private static final String SCRIPTS = "src/test/resources/io/celeryroot/deploy/";

  static Image build() {
    Path directory = Path.of("target/image").toAbsolutePath();
    List<String> lines =
        Programs.output(SCRIPTS + "build-image.sh", directory.toString()).lines().toList();
    try {
      JsonNode inspected = new ObjectMapper().readTree(directory.resolve("image.json").toFile());
      return new Image(Path.of(lines.get(lines.size() - 1)), inspected.at("/Docker/config"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the entry point as an engine would, with the environment and account of the image. */
  ProcessBuilder run(String hostname, Path file, List<String> environment, String... arguments) {
    List<String> program = texts("Entrypoint");
    program.addAll(List.of(arguments));
    return exec(hostname, file, environment, program);
  }

  /** Runs a program beside the entry point, as an engine runs the health check. */
  ProcessBuilder exec(String hostname, Path file, List<String> environment, List<String> program) {
    List<String> command = new ArrayList<>(List.of(SCRIPTS + "in-image.sh", root.toString()));
    command.addAll(List.of(hostname, config.get("User").asText(), file.toString()));
    command.addAll(List.of("/usr/bin/env", "-i"));
    command.addAll(texts("Env"));
    command.addAll(environment);
    command.addAll(program);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** Command of the health check. */
  List<String> healthCheck() {
    List<String> test = texts(config.at("/Healthcheck/Test"));
    return test.subList(1, test.size());
  }

  private List<String> texts(String key) {
    return texts(config.get(key));
  }

  private static List<String> texts(JsonNode list) {
    return new ArrayList<>(
        StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList());
  }
}
