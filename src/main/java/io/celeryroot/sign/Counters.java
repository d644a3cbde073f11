// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers that an account of a host gives to what it signs, so that others notice what is missing.
 * They are kept in a file, which processes of the account share. Thread-safe.
 */
public final class Counters {

  private static final Pattern LINE = Pattern.compile("(\\d{1,15}) (\\d{1,15}) (.+)");

  private final LineFile file;

  /**
   * A number of a chain.
   *
   * @param number from 1
   * @param before newest number before it whose thing was written; 0: none
   */
  public record Count(long number, long before) {}

  /**
   * @param file need not be there yet
   */
  public Counters(Path file) {
    this.file = new LineFile(file);
  }

  /**
   * Uses the next number of a chain. Nobody else takes one meanwhile, so things are written in the
   * order of their numbers.
   *
   * @param highest number that is in use, asked for a chain that is not in the file; 0: none
   * @param use writes the thing; if it throws, the number is not used again, and the next one tells
   *     that this one was not written
   * @throws IOException the file cannot be read or written; no number was used
   */
  public synchronized void use(String chain, LongSupplier highest, Consumer<Count> use)
      throws IOException {
    file.inTurn(
        () -> {
          Map<String, Count> counts = read();
          Count last = counts.get(chain);
          long number = last == null ? highest.getAsLong() : last.number();
          Count next = new Count(number + 1, last == null ? number : last.before());
          // A process that is killed from here on has most likely written it.
          put(counts, chain, new Count(next.number(), next.number()));
          try {
            use.accept(next);
          } catch (RuntimeException e) {
            put(counts, chain, next);
            throw e;
          }
        });
  }

  /**
   * The newest number of each chain whose thing was written; waits for one that is being written.
   *
   * @param start of the names of the chains
   * @return numbers by the rest of the names
   * @throws IOException the file cannot be read
   */
  public synchronized Map<String, Long> newest(String start) throws IOException {
    Map<String, Count> counts = new TreeMap<>();
    if (file.isThere()) {
      file.inTurn(() -> counts.putAll(read()));
    }
    return counts.keySet().stream()
        .filter(chain -> chain.startsWith(start))
        .collect(
            Collectors.toMap(
                chain -> chain.substring(start.length()), chain -> counts.get(chain).before()));
  }

  /** Reads the newest number of each chain, and the newest that was written. */
  private Map<String, Count> read() throws IOException {
    return file.read().stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .collect(
            Collectors.toMap(
                line -> line.group(3),
                line -> new Count(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))),
                (first, second) -> second,
                TreeMap::new));
  }

  private void put(Map<String, Count> counts, String chain, Count count) throws IOException {
    counts.put(chain, count);
    file.put(
        counts.entrySet().stream()
            .map(
                line ->
                    line.getValue().number() + " " + line.getValue().before() + " " + line.getKey())
            .toList());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
