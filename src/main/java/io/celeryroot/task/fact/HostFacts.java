// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.fact;

import io.celeryroot.condition.Fact;
import io.celeryroot.condition.Kind;
import io.celeryroot.condition.Quantity;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/**
 * Measures what the kernel and the file systems of this host say. A look at a file system may hang
 * for ever: {@link TimeLimit}. Thread-safe.
 */
public final class HostFacts {

  private final Path proc;
  private final InstantSource clock;

  /**
   * @param proc where the kernel tells of itself, such as {@code /proc}
   * @param clock of this host
   */
  public HostFacts(Path proc, InstantSource clock) {
    this.proc = proc;
    this.clock = clock;
  }

  /**
   * Measures a fact.
   *
   * @param argument of the fact
   * @param zone of hour and weekday
   * @throws IOException it cannot be found out
   */
  public Quantity measure(Fact fact, String argument, ZoneId zone) throws IOException {
    return switch (fact) {
      case DISK_USAGE -> diskUsage(Path.of(argument));
      case DISK_FREE -> Measurements.size(store(Path.of(argument)).getUsableSpace());
      case MEMORY_USAGE -> memoryUsage();
      case LOAD -> Measurements.number(Double.parseDouble(words("loadavg")[0]));
      case UPTIME ->
          Measurements.duration(
              Duration.ofMillis((long) (Double.parseDouble(words("uptime")[0]) * 1000)));
      case FILE_AGE -> fileAge(Path.of(argument));
      case FILE_EXISTS -> Quantity.of(exists(Path.of(argument)));
      case HOUR -> Quantity.number(Kind.HOUR, now(zone).getHour(), "" + now(zone).getHour());
      case WEEKDAY -> Quantity.word(Kind.WEEKDAY, weekday(now(zone)));
      default -> throw new IllegalArgumentException(fact.word());
    };
  }

  private ZonedDateTime now(ZoneId zone) {
    return clock.instant().atZone(zone);
  }

  private static String weekday(ZonedDateTime now) {
    return now.getDayOfWeek().name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static FileStore store(Path path) throws IOException {
    return Files.getFileStore(path);
  }

  /** Measures like df(1): what is kept for root counts neither as used nor as free. */
  private static Quantity diskUsage(Path path) throws IOException {
    FileStore store = store(path);
    double used = (double) store.getTotalSpace() - store.getUnallocatedSpace();
    double usable = used + store.getUsableSpace();
    if (usable <= 0) {
      throw new IOException("its file system has no size");
    }
    return Measurements.percent(used / usable);
  }

  private Quantity memoryUsage() throws IOException {
    double total = memory("MemTotal:");
    return Measurements.percent((total - memory("MemAvailable:")) / total);
  }

  private double memory(String name) throws IOException {
    return Files.readAllLines(proc.resolve("meminfo")).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> Double.parseDouble(line.strip().split("\\s+", -1)[1]))
        .findFirst()
        .orElseThrow(() -> new IOException(proc.resolve("meminfo") + " does not say " + name));
  }

  private String[] words(String file) throws IOException {
    return Files.readString(proc.resolve(file)).strip().split("\\s+", -1);
  }

  /** A clock that was set back does not make a file younger than now. */
  private Quantity fileAge(Path path) throws IOException {
    try {
      Instant written = Files.getLastModifiedTime(path).toInstant();
      Duration age = Duration.between(written, clock.instant());
      return Measurements.duration(age.isNegative() ? Duration.ZERO : age);
    } catch (NoSuchFileException e) {
      return Quantity.NEVER;
    }
  }

  private static boolean exists(Path path) throws IOException {
    try {
      Files.readAttributes(path, "isDirectory");
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
