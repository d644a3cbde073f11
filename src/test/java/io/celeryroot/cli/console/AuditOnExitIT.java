// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeryroot.cli.Cl;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.sign.KeyFile;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The entry of a command that ends by a signal, or because Redis fails. */
final class AuditOnExitIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;
  private SiteConnection site;
  private Audit audit;

  @BeforeEach
  void connect() throws IOException {
    Path key = directory.resolve("key");
    KeyFile.write(key, TestSeals.BEAT);
    ClConfig config =
        TestSite.config(
            server.url(),
            """
            workers: {web: {hostnames: [web1]}}
            security: {signing: require, nonces: %s/nonces, signers: {beat1: {key: "%s"}}}
            """
                .formatted(directory, TestSeals.BEAT.publicKey()));
    site =
        SiteConnection.connect(
            config, Map.of("CL_KEY_FILE", key.toString(), "CL_AUDIT_FILE", numbers().toString()));
    audit = new Audit(new Cl(directory).console(), site, List.of("x"), "", List.of());
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void a_signal_waits_for_the_entry_that_is_being_written() throws Exception {
    Thread command = new Thread(() -> audit.run(() -> true));
    try (FileChannel other =
        FileChannel.open(
            directory.resolve("numbers.lock"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      FileLock held = other.lock();
      command.start();
      await("the command waits for the lock")
          .until(() -> command.getState() == Thread.State.TIMED_WAITING);
      assertThat(server.redis().jedis().xlen(Keys.AUDIT)).isZero();
      audit.writeOnSignal();
      assertThat(server.redis().jedis().xlen(Keys.AUDIT)).isEqualTo(1);
      held.release();
    }
    command.join();
  }

  @Test
  void a_command_for_which_redis_failed_takes_no_number() {
    assertThatThrownBy(
            () ->
                audit.run(
                    () -> {
                      throw new QueueUnavailable("working", server.url(), "no answer", null);
                    }))
        .isInstanceOf(QueueUnavailable.class);
    assertThat(numbers()).doesNotExist();
    assertThat(server.redis().jedis().xrange(Keys.AUDIT, "-", "+"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.getFields()).doesNotContainKey("number"));
  }

  private Path numbers() {
    return directory.resolve("numbers");
  }
}
