// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.line;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Goes through the jobs that wait for a target, and takes some out of line. */
public final class WaitingLine {

  /** Entries read at a time. */
  private static final int PAGE = 100;

  private final Redis redis;
  private final Target target;

  public WaitingLine(Redis redis, Target target) {
    this.redis = redis;
    this.target = target;
  }

  /**
   * A job in line.
   *
   * @param message as it lies there
   * @param source the key in which it lies
   */
  public record Entry(Job job, String message, String source) {}

  /** The keys in which jobs of the target wait: its lists, the more urgent first; its delayed. */
  public Stream<String> sources() {
    return Stream.of(lists().stream(), Stream.of(Keys.delayed(target))).flatMap(keys -> keys);
  }

  private List<String> lists() {
    List<String> lists = new ArrayList<>(List.of(target.list()));
    lists.addAll(PriorityLists.inUse(redis, target));
    return lists;
  }

  /** All jobs in line, the next one first, then the delayed. */
  public List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    for (String list : lists()) {
      List<Entry> line = new ArrayList<>();
      forEachPage(list, page -> addAll(line, page));
      Collections.reverse(line);
      all.addAll(line);
    }
    forEachPage(Keys.delayed(target), page -> addAll(all, page));
    return all;
  }

  /** The first jobs in line, the next one first, then the delayed. */
  public List<Job> first(int most) {
    List<Job> first = new ArrayList<>();
    for (String list : lists()) {
      int left = most - first.size();
      if (left > 0) {
        long length = redis.call("counting the jobs of " + list, j -> j.llen(list));
        List<Job> line = new ArrayList<>(jobs(list, Math.max(0, length - left), left));
        Collections.reverse(line);
        first.addAll(line);
      }
    }
    first.addAll(delayed(most - first.size()));
    return first;
  }

  /** The next of the delayed jobs. */
  public List<Job> delayed(int most) {
    return most < 1 ? List.of() : jobs(Keys.delayed(target), 0, most);
  }

  private List<Job> jobs(String source, long from, int most) {
    return page(source, from, most).stream()
        .flatMap(found -> entry(source, (byte[]) found).stream())
        .map(Entry::job)
        .toList();
  }

  private static int addAll(List<Entry> all, List<Entry> page) {
    all.addAll(page);
    return 0;
  }

  /**
   * Shows all entries of one source, some at a time; those that are not jobs are left out, and left
   * to the worker that takes them.
   *
   * @param taking returns how many of the shown it took out of line
   * @return how many were taken in all
   */
  public int forEachPage(String source, ToIntFunction<List<Entry>> taking) {
    int taken = 0;
    List<?> page;
    long from = 0;
    do {
      page = page(source, from, PAGE);
      int takenHere =
          taking.applyAsInt(
              page.stream().flatMap(found -> entry(source, (byte[]) found).stream()).toList());
      from += page.size() - takenHere;
      taken += takenHere;
    } while (page.size() == PAGE);
    return taken;
  }

  /** A long line, and entries that are too long to be jobs, must fit in memory. */
  private List<?> page(String source, long from, int most) {
    return redis.rows(
        "reading " + source, Script.PAGE, List.of(source), from, most, MessageCodec.MAX_LENGTH);
  }

  private Optional<Entry> entry(String source, byte[] message) {
    try {
      String text = MessageCodec.decode(message);
      return Optional.of(new Entry(MessageCodec.read(text, target), text, source));
    } catch (UnreadableMessage e) {
      return Optional.empty();
    }
  }
}
