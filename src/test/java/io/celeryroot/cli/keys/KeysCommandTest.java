// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.cli.Cl.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysCommandTest {

  @TempDir Path directory;

  @Test
  void the_lines_that_a_new_key_prints_make_its_owner_a_signer() throws IOException {
    Cl cl = cl();
    Ended made = cl.run("keys", "new", "web01", "--hosts", "web01");
    assertThat(made.err()).isEqualTo("wrote " + file() + "\n");
    assertThat(made.exitCode()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(made.out()).doesNotContain("private");
    cl.file("cl.yaml", "workers: {web: {hostnames: [web01]}}\n" + made.out());
    Ended listed = cl.run("keys", "list");
    assertThat(listed.out()).containsPattern("web01 +ed25519:\\S{43} +yes +yes +web01");
    assertThat(listed.err()).isEmpty();
  }

  @Test
  void a_key_that_is_there_is_kept() throws IOException {
    Cl cl = cl();
    cl.run("keys", "new", "ann");
    String before = Files.readString(file());
    Ended again = cl.run("keys", "new", "ann");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains(file() + " exists and is kept");
    assertThat(Files.readString(file())).isEqualTo(before);
  }

  @Test
  void a_key_that_cl_yaml_does_not_know_is_listed_as_such() {
    Cl cl = cl().file("cl.yaml", "workers: {web: {hostnames: [web01]}}\n");
    assertThat(cl.run("keys", "list").err()).contains("this account has no key");
    cl.run("keys", "new", "ann");
    assertThat(cl.run("keys", "list").out()).containsPattern("ann +ed25519:\\S{43} +yes +no");
  }

  @Test
  void a_command_that_must_sign_and_has_no_key_says_how_to_make_one() {
    Cl cl =
        cl().file(
                "cl.yaml",
                """
                workers: {web: {hostnames: [web01]}}
                security:
                  signing: require
                  signers: {a: {key: "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}
                """);
    Ended beat = cl.run("cl.yaml", "--beat");
    assertThat(beat.exitCode()).isEqualTo(3);
    assertThat(beat.err())
        .isEqualTo(
            "cl: security.signing is \"require\", so cl signs all that it writes (\"unsigned\" of a"
                + " role is for other clients), and there is no private key at "
                + file()
                + "\n    fix: cl keys new ID, and the lines that it prints into cl.yaml of all"
                + " hosts\n");
  }

  @Test
  void a_process_whose_signatures_would_not_count_does_not_start() {
    Cl cl = cl();
    String lines = cl.run("keys", "new", "web01", "--hosts", "web01").out();
    cl.file(
        "cl.yaml",
        "workers: {web: {hostnames: [web01, web02]}}\n" + lines + "  signing: require\n");
    assertThat(cl.run("cl.yaml", "--beat").err())
        .startsWith("cl: signer \"web01\" may submit no jobs\n    fix: add roles or tasks to");
    assertThat(cl.run("cl.yaml", "--worker", "--hostname", "web02").err())
        .isEqualTo(
            "cl: signer \"web01\" does not stand for host web02, so that its results would not"
                + " count\n    fix: add web02 to security.signers.web01.hosts\n");
  }

  private Cl cl() {
    return new Cl(directory).env("CL_KEY_FILE", file().toString());
  }

  private Path file() {
    return directory.resolve("keys/signing.key");
  }
}
