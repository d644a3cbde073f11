// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Links;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents of the Debian package. {@link MachineIT} tests it on a machine. */
final class DebianPackageIT {

  @TempDir private Path directory;
  private String deb;

  @BeforeEach
  void find() {
    Programs.need("dpkg-deb");
    deb = Programs.inTarget("celeryroot_.*\\.deb").toString();
  }

  @Test
  void what_it_installs_runs_and_its_file_is_valid() {
    Programs.output("dpkg-deb", "--extract", deb, directory.toString());
    String cl = directory.resolve("usr/bin/cl").toString();
    Map<String, String> environment =
        Map.of("JAVA_HOME", System.getProperty("java.home"), "CL_CDS", "off");

    Programs.Ended version = Programs.run(List.of(cl, "--version"), environment);
    Programs.Ended valid =
        Programs.run(
            List.of(cl, "-c", directory + "/etc/celeryroot/cl.yaml", "config", "validate"),
            environment);

    assertThat(version.output()).startsWith("cl ");
    assertThat(valid.exitCode()).as(valid.output()).isZero();
  }

  @Test
  void units_completion_and_manual_are_where_debian_looks_for_them() {
    Programs.output("dpkg-deb", "--extract", deb, directory.toString());

    assertThat(
            Stream.of(
                "usr/lib/systemd/system/celeryroot-beat.service",
                "usr/lib/systemd/system/celeryroot-worker.service",
                "usr/share/bash-completion/completions/cl",
                "usr/share/zsh/vendor-completions/_cl",
                "usr/share/fish/vendor_completions.d/cl.fish",
                "usr/share/man/man1/cl.1.gz",
                "usr/share/doc/celeryroot/changelog.gz",
                "usr/share/doc/celeryroot/copyright",
                "usr/share/doc/celeryroot/docs/deploy.md"))
        .allSatisfy(file -> assertThat(directory.resolve(file)).isNotEmptyFile());
  }

  @Test
  void links_of_the_installed_pages_work() {
    Programs.output("dpkg-deb", "--extract", deb, directory.toString());

    assertThat(Links.broken(directory.resolve("usr/share/doc/celeryroot"))).isEmpty();
  }

  @Test
  void changes_to_its_files_in_etc_survive_an_upgrade() {
    assertThat(Programs.output("dpkg-deb", "--info", deb, "conffiles").lines())
        .containsExactlyInAnyOrder("/etc/celeryroot/cl.yaml", "/etc/default/celeryroot");
  }

  @Test
  void only_root_can_read_the_environment_or_write_the_program() {
    String list = Programs.output("dpkg-deb", "--contents", deb);

    assertThat(list.lines()).anyMatch(file -> file.matches("-rw------- .*/etc/default/celeryroot"));
    assertThat(list.lines()).noneMatch(file -> file.matches("-[r-][w-].(.w.|....w).*"));
    assertThat(list.lines()).allMatch(file -> file.contains(" root/root "));
  }

  @Test
  void shellcheck_finds_nothing_in_the_scripts() {
    Programs.need("shellcheck");
    List<String> scripts =
        Stream.of("deploy/debian/control", "src/test/resources/io/celeryroot/deploy")
            .flatMap(parent -> Stream.of(new File(parent).listFiles()))
            .map(File::getPath)
            .filter(file -> file.matches(".*(inst|rm|\\.sh)"))
            .toList();

    assertThat(scripts).hasSizeGreaterThan(5);
    Programs.output(
        Stream.concat(Stream.of("shellcheck"), scripts.stream()).toArray(String[]::new));
  }

  @Test
  void lintian_finds_no_error_but_those_of_a_package_outside_debian() {
    Programs.need("lintian");

    Programs.Ended ended =
        Programs.run(
            List.of(
                "lintian",
                "--fail-on=error",
                // Other projects made the jars, and this project has no mail address.
                "--suppress-tags=embedded-library,arch-independent-package-contains-binary-or-object,"
                    + "bogus-mail-host,bogus-mail-host-in-debian-changelog",
                deb),
            // It leaves files there.
            Map.of("TMPDIR", directory.toString()));

    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).doesNotContain("copyright-without-copyright-notice");
  }

  @Test
  void the_changelog_begins_with_the_version_of_the_package() throws IOException {
    Programs.output("dpkg-deb", "--extract", deb, directory.toString());
    String version = Programs.output("dpkg-deb", "--field", deb, "Version").strip();

    try (InputStream changelog =
        new GZIPInputStream(
            Files.newInputStream(directory.resolve("usr/share/doc/celeryroot/changelog.gz")))) {
      assertThat(new String(changelog.readAllBytes(), UTF_8))
          .startsWith("celeryroot (" + version + ") ");
    }
  }
}
