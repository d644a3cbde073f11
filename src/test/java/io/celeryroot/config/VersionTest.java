// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {

  /** A file name, directory, package or image of ours with a version. */
  private static final Pattern NAMED =
      Pattern.compile("(?<=\\bceleryroot[-_:])\\d+\\.\\d+\\.\\d+(?![0-9])");

  @Test
  void the_version_is_that_of_the_pom() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<artifactId>celeryroot</artifactId>\n  <version>" + Version.CURRENT + "<");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "compose.yaml",
        "docs/deploy.md",
        "deploy/kubernetes/2-beat.yaml",
        "deploy/kubernetes/3-worker.yaml"
      })
  void documents_name_the_version_of_the_pom(String document) throws IOException {
    Path file = Path.of(document);

    Golden.assertIs(file, NAMED.matcher(Files.readString(file)).replaceAll(Version.CURRENT));
  }

  @Test
  void the_newest_entry_of_the_debian_changelog_is_the_version_of_the_pom() throws IOException {
    assertThat(Files.readString(Path.of("deploy/debian/changelog")))
        .startsWith("celeryroot (" + Version.CURRENT.replace("-", "~") + ") ");
  }
}
