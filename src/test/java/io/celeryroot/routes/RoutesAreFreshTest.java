// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The committed routes match those that the build generates. */
class RoutesAreFreshTest {

  @Test
  void the_routes_are_those_of_the_cl_yaml_beside_them() throws IOException {
    ClConfig config =
        ConfigReader.read(Path.of("cl.yaml"), Map.of(), Optional.empty()).config().orElseThrow();

    SortedMap<String, String> routes = RouteGenerator.generate(config);
    for (Map.Entry<String, String> file : routes.entrySet()) {
      Golden.write(Path.of("routes", file.getKey()), file.getValue());
    }
    assertThat(files(Path.of("routes")))
        .as("routes/ is stale; fix: ./cl generate-routes")
        .isEqualTo(routes);
  }

  private static SortedMap<String, String> files(Path directory) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (var paths = Files.list(directory)) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }
}
