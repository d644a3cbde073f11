// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers that an account of a host gives to what it signs, so that others notice what is missing.
 * They are kept in a file, which processes of the account share. Thread-safe.
 */
public final class Counters {

  private static final Pattern LINE =
      Pattern.compile("(\\d{1,15}) (\\d{1,15}) ([0-9a-f]{12}) (.+)");

  private static final int CHAIN_BYTES = 6;

  private final Path file;
  private final SecureRandom random = new SecureRandom();

  /**
   * A number of a chain.
   *
   * @param chain its random name, of which no other file knows
   * @param number from 1
   * @param before newest number before it whose thing was written for certain; 0: none
   */
  public record Count(String chain, long number, long before) {}

  /**
   * @param file need not be there yet
   */
  public Counters(Path file) {
    this.file = file;
  }

  /**
   * Uses the next number for something. Nobody else takes one meanwhile, so things are written in
   * the order of their numbers.
   *
   * @param name of what is counted; a new one begins a chain
   * @param sign makes the thing; what it returns writes it. If that throws, or the process dies,
   *     the number is not used again, and the next one tells that this one may be missing
   * @throws IOException the file cannot be read or written, or others had it for too long; nothing
   *     was written
   */
  public void use(String name, Function<Count, Runnable> sign) throws IOException {
    LineFile lines = new LineFile(file);
    lines.inTurn(
        () -> {
          Map<String, Count> counts = read(lines);
          Count last = counts.getOrDefault(name, new Count(chain(), 0, 0));
          Count next = new Count(last.chain(), last.number() + 1, last.before());
          Runnable write = sign.apply(next);
          put(lines, counts, name, next);
          write.run();
          try {
            put(lines, counts, name, new Count(next.chain(), next.number(), next.number()));
          } catch (IOException e) {
            // So the next one tells that this one may be missing, which is less than we know.
          }
        });
  }

  private String chain() {
    byte[] name = new byte[CHAIN_BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  /**
   * The newest number of each chain, and the newest that was written for certain. It waits for
   * nobody.
   *
   * @param start of the names of what is counted
   * @return by the rest of the names
   * @throws IOException the file cannot be read
   */
  public Map<String, Count> newest(String start) throws IOException {
    return read(new LineFile(file)).entrySet().stream()
        .filter(line -> line.getKey().startsWith(start))
        .collect(
            Collectors.toMap(line -> line.getKey().substring(start.length()), Map.Entry::getValue));
  }

  private static Map<String, Count> read(LineFile lines) throws IOException {
    return lines.read().stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .collect(
            Collectors.toMap(
                line -> line.group(4),
                line ->
                    new Count(
                        line.group(3),
                        Long.parseLong(line.group(1)),
                        Long.parseLong(line.group(2))),
                (first, second) -> second,
                TreeMap::new));
  }

  private static void put(LineFile lines, Map<String, Count> counts, String name, Count count)
      throws IOException {
    counts.put(name, count);
    lines.put(counts.entrySet().stream().map(Counters::line).toList());
  }

  private static String line(Map.Entry<String, Count> line) {
    Count count = line.getValue();
    return "%d %d %s %s".formatted(count.number(), count.before(), count.chain(), line.getKey());
  }

  /** The file in which numbers are kept. */
  public Path file() {
    return file;
  }
}
