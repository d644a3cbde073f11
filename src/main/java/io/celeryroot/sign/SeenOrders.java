// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest of the signed orders that this host has seen, in a file: one that was taken back or
 * replaced since does not hold, whoever puts it back. Processes of a host share the file.
 * Thread-safe.
 */
public final class SeenOrders {

  private static final Pattern LINE = Pattern.compile("(\\d{1,15}) (holds|over) (.+)");

  private final Optional<LineFile> file;
  private final Map<String, Seen> seen = new TreeMap<>();
  private final Set<String> told = new HashSet<>();
  private final List<String> troubles = new ArrayList<>();
  private Optional<String> failure = Optional.empty();
  private boolean isUnwritten;

  /** An order, by the time of its signature; over: it was gone since. */
  private record Seen(long issued, boolean isOver) {

    boolean isBefore(Seen other) {
      return issued < other.issued || (issued == other.issued && other.isOver && !isOver);
    }
  }

  /**
   * @param file empty: orders are remembered by this process only
   */
  public SeenOrders(Optional<Path> file) {
    this.file = file.map(LineFile::new);
  }

  /**
   * Tells if an order holds, and remembers it.
   *
   * @param about what it is about
   * @param issued when the order that is in force was signed; empty: there is none
   * @return false: there is none, or it was taken back or replaced before
   */
  public synchronized boolean holds(String about, Optional<Instant> issued) {
    read();
    Seen old = seen.get(about);
    if (issued.isEmpty()) {
      if (old != null && !old.isOver()) {
        put(about, new Seen(old.issued(), true));
      }
      return false;
    }
    Seen now = new Seen(issued.get().toEpochMilli(), false);
    if (old != null && now.isBefore(old)) {
      String trouble = about + ": the order of " + issued.get() + " was put back";
      if (told.add(trouble)) {
        troubles.add(trouble);
      }
      return false;
    }
    if (!now.equals(old)) {
      put(about, now);
    }
    return true;
  }

  /**
   * Notes that there is no order about other things.
   *
   * @param kind beginning of what they are about
   * @param present what there are orders about
   */
  public synchronized void onlyAbout(String kind, Collection<String> present) {
    read();
    List.copyOf(seen.keySet()).stream()
        .filter(about -> about.startsWith(kind) && !present.contains(about))
        .forEach(about -> holds(about, Optional.empty()));
  }

  /** Takes the orders that were found put back since the last call, each once. */
  public synchronized List<String> takeTroubles() {
    List<String> taken = List.copyOf(troubles);
    troubles.clear();
    return taken;
  }

  /**
   * Writes what could not be written before.
   *
   * @return why the file cannot be read or written; empty: it can
   */
  public synchronized Optional<String> failure() {
    if (isUnwritten) {
      write();
    } else {
      read();
    }
    return failure;
  }

  private void put(String about, Seen order) {
    seen.put(about, order);
    write();
  }

  /** Adds what other processes of the host have written. */
  private void read() {
    try {
      if (file.isPresent() && file.get().isNew()) {
        file.get().read().forEach(this::add);
      }
      failure = failure.filter(any -> isUnwritten);
    } catch (IOException e) {
      failure = Optional.of("cannot read " + file.orElseThrow() + ": " + e);
    }
  }

  private void write() {
    try {
      if (file.isPresent()) {
        file.get().update(this::merged);
      }
      isUnwritten = false;
      failure = Optional.empty();
    } catch (IOException e) {
      isUnwritten = true;
      failure = Optional.of("cannot write " + file.orElseThrow() + ": " + e);
    }
  }

  private List<String> merged(List<String> written) {
    written.forEach(this::add);
    return seen.entrySet().stream()
        .map(
            order ->
                order.getValue().issued()
                    + (order.getValue().isOver() ? " over " : " holds ")
                    + order.getKey())
        .toList();
  }

  private void add(String line) {
    Matcher parts = LINE.matcher(line);
    if (parts.matches()) {
      Seen found = new Seen(Long.parseLong(parts.group(1)), parts.group(2).equals("over"));
      seen.merge(parts.group(3), found, (own, other) -> own.isBefore(other) ? other : own);
    }
  }
}
