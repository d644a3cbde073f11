// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signing;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("new/signing.key");
  }

  @Test
  void only_its_owner_can_read_a_new_key() throws IOException {
    KeyFile.write(file, TestSeals.BEAT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(KeyFile.read(file).orElseThrow()).isEqualTo(TestSeals.BEAT);
  }

  @Test
  void a_key_that_is_there_is_never_overwritten() throws IOException {
    KeyFile.write(file, TestSeals.BEAT);
    assertThatThrownBy(() -> KeyFile.write(file, TestSeals.WORKER))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(KeyFile.read(file).orElseThrow()).isEqualTo(TestSeals.BEAT);
  }

  @Test
  void a_key_that_others_can_read_is_refused() throws IOException {
    KeyFile.write(file, TestSeals.BEAT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> KeyFile.read(file))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageContaining("others than its owner may use it");
  }

  @Test
  void a_private_key_with_the_public_key_of_another_is_refused() throws IOException {
    KeyFile.write(file, TestSeals.BEAT);
    Files.writeString(
        file,
        Files.readString(file).replace(TestSeals.BEAT.publicKey(), TestSeals.WORKER.publicKey()));
    assertThatThrownBy(() -> KeyFile.read(file)).isInstanceOf(KeyUnusable.class);
  }

  @Test
  void a_key_that_cl_yaml_does_not_list_is_refused_with_the_line_to_add() throws IOException {
    KeyFile.write(file, TestSeals.STRANGER);
    Security site = TestSeals.site(Signing.WARN);
    assertThatThrownBy(() -> Seals.open(site, Map.of("CL_KEY_FILE", file.toString())))
        .isInstanceOfSatisfying(
            KeyUnusable.class, e -> assertThat(e.fix()).contains(TestSeals.STRANGER.publicKey()));
  }

  @Test
  void no_text_of_a_key_shows_its_private_part() {
    assertThat(TestSeals.BEAT.toString())
        .isEqualTo("key " + TestSeals.BEAT.publicKey() + " of beat1");
  }

  @Test
  void root_keeps_its_files_below_etc_and_var_and_others_in_their_homes() {
    Map<String, String> env = Map.of("XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "/s");
    boolean isRoot = System.getProperty("user.name").equals("root");
    assertThat(SigningPlaces.keyFile(Security.NONE, env))
        .isEqualTo(Path.of(isRoot ? "/etc" : "/c", "celeryroot/signing.key"));
    assertThat(SigningPlaces.nonces(Security.NONE, env))
        .isEqualTo(Path.of(isRoot ? "/var/lib" : "/s", "celeryroot/nonces"));
  }

  @Test
  void numbers_are_in_a_place_of_the_account_wherever_the_nonces_are() {
    Map<String, String> env = Map.of("XDG_STATE_HOME", "/s");
    boolean isRoot = System.getProperty("user.name").equals("root");
    assertThat(SigningPlaces.counters(env))
        .isEqualTo(Path.of(isRoot ? "/var/lib" : "/s", "celeryroot/nonces.audit"));
    assertThat(SigningPlaces.counters(Map.of("CL_AUDIT_FILE", "/a/numbers")))
        .isEqualTo(Path.of("/a/numbers"));
  }
}
