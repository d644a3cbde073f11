// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.config.Param;
import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.queue.audit.AuditLog;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.text.FileReason;
import io.celeryroot.text.Mask;
import io.celeryroot.text.ShellWords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes an audit entry when a command that was connected ends, however it ends: also by a signal,
 * but not by {@code kill -9}. An entry that cannot be written is a warning and nothing else.
 */
final class Audit {

  /** A value of a parameter by its name, as {@code -p NAME=VALUE} and its other forms give it. */
  private static final Pattern PARAM = Pattern.compile("(?s)((?:-p|--param=)?)([^=]+)=.*");

  /** Longest wait of a program that ends for an entry that is being written. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Console console;
  private final SiteConnection site;
  private final String command;
  private final String target;
  private final AtomicBoolean isBegun = new AtomicBoolean();
  private final CountDownLatch written = new CountDownLatch(1);
  private volatile boolean isRedisOfUse = true;

  /**
   * @param words of the command line
   * @param secrets values that nobody may read
   */
  Audit(
      Console console,
      SiteConnection site,
      List<String> words,
      String target,
      Collection<String> secrets) {
    this.console = console;
    this.site = site;
    boolean hasParams = words.stream().anyMatch(word -> PARAM.matcher(word).matches());
    Set<String> names = hasParams ? secretNames(site) : Set.of();
    this.command =
        ShellWords.line(words.stream().map(word -> masked(word, names, secrets)).toList());
    this.target = target;
  }

  boolean run(BooleanSupplier work) {
    Thread onSignal = new Thread(this::writeOnSignal, "audit");
    Runtime.getRuntime().addShutdownHook(onSignal);
    int exitCode = ExitCode.NOT_FOUND_OUT;
    try {
      boolean isYes = work.getAsBoolean();
      exitCode = isYes ? ExitCode.YES : ExitCode.NO;
      return isYes;
    } catch (CommandFailure e) {
      exitCode = e.exitCode();
      isRedisOfUse = !(e.getCause() instanceof QueueUnavailable);
      throw e;
    } catch (QueueUnavailable e) {
      isRedisOfUse = false;
      throw e;
    } finally {
      write(exitCode);
      forget(onSignal);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program ends already, so the hook runs and finds the entry written.
    }
  }

  private void write(int exitCode) {
    if (isBegun.getAndSet(true)) {
      return;
    }
    AuditLog log = new AuditLog(site.redis());
    AuditEntry entry =
        new AuditEntry(
            Instant.EPOCH,
            console.user(),
            LocalHost.name(console.env()),
            client(),
            command,
            target,
            exitCode);
    try {
      if (isRedisOfUse) {
        log.write(entry).ifPresent(failure -> tellNoNumber(log.file().orElseThrow(), failure));
      } else {
        log.writeUnnumbered(entry);
      }
    } catch (QueueUnavailable e) {
      // Else the command itself says why.
      if (isRedisOfUse) {
        console.say("cl: not in the audit log: %s", RedisFailureText.firstLine(e));
      }
    } finally {
      written.countDown();
    }
  }

  private void tellNoNumber(Path file, IOException failure) {
    console.say(
        "cl: the entry in the audit log has no number, so nobody will notice if it is deleted%n"
            + "    %s: %s (CL_AUDIT_FILE)",
        file, FileReason.of(failure));
  }

  /** Writes the entry, or waits for who is writing it, since the program ends afterwards. */
  void writeOnSignal() {
    write(AuditEntry.INTERRUPTED);
    try {
      if (!written.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        console.say("cl: perhaps not in the audit log: the program ends before Redis answers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the address from which the operator came over SSH. */
  private String client() {
    String ssh = console.env().getOrDefault("SSH_CONNECTION", "");
    return ssh.isEmpty() ? "" : ssh.split(" ", -1)[0];
  }

  private static Set<String> secretNames(SiteConnection site) {
    return site.config().tasks().values().stream()
        .flatMap(task -> task.params().stream())
        .filter(Param::secret)
        .map(Param::name)
        .collect(Collectors.toSet());
  }

  private static String masked(String word, Set<String> names, Collection<String> secrets) {
    Matcher param = PARAM.matcher(word);
    if (param.matches()
        && (names.contains(param.group(2))
            || secrets.contains(word.substring(word.indexOf('=') + 1)))) {
      return param.group(1) + param.group(2) + "=" + Mask.TEXT;
    }
    for (String secret : secrets) {
      if (word.equals(secret) || List.of(secret.split("[\\s,]+", -1)).contains(word)) {
        return Mask.TEXT;
      }
    }
    return word;
  }
}
