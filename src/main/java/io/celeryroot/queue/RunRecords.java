// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.queue.run.RunIndex;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads run records. Thread-safe. */
public final class RunRecords {

  private static final int PAGE = 100;

  private final Redis redis;

  public RunRecords(Redis redis) {
    this.redis = redis;
  }

  /** The record of a run; empty: no such run, or its time is over. */
  public Optional<RunRecord> find(String run) {
    String text = redis.call("reading the record of run " + run, j -> j.get(Keys.run(run)));
    return Optional.ofNullable(text).flatMap(stored -> read(redis.seals(), run, stored));
  }

  /** The run that a job belongs to. */
  public Optional<RunRecord> ofJob(String job) {
    return RunIds.runOf(job).flatMap(this::find);
  }

  /** The records of runs, by ID; a run without one is left out. */
  public Map<String, RunRecord> findAll(Collection<String> ids) {
    Map<String, RunRecord> found = new LinkedHashMap<>();
    redis
        .getAll("reading runs", ids, Keys::run)
        .forEach(
            (id, text) -> read(redis.seals(), id, text).ifPresent(run -> found.put(run.id(), run)));
    return found;
  }

  /** The stored text of a record, signed if the process signs. */
  static String text(Seals seals, RunRecord run) {
    return OrderSeal.seal(seals, about(run.id()), run.toJson());
  }

  /** The record in a stored text; empty: it is none, or is not believed. */
  static Optional<RunRecord> read(Seals seals, String run, String stored) {
    return OrderSeal.read(seals, about(run), stored)
        .flatMap(order -> RunRecord.parse(order.json()));
  }

  private static String about(String run) {
    return "run " + run;
  }

  /**
   * The newest runs that match, newest first.
   *
   * @param limit most to return
   * @param filter which
   */
  public List<RunRecord> list(int limit, Predicate<RunRecord> filter) {
    return pages(limit, id -> true).flatMap(List::stream).filter(filter).limit(limit).toList();
  }

  /**
   * All runs in pages, newest first. A page is read when the stream gets to it.
   *
   * @param first most runs of the first page, as many as may be enough
   * @param ids selects runs by their ID; the records of others are not read
   */
  public Stream<List<RunRecord>> pages(int first, Predicate<String> ids) {
    return new RunIndex(redis)
        .pages(first, PAGE, Optional.empty(), Optional.empty())
        .map(page -> read(page.stream().filter(ids).toList()));
  }

  private List<RunRecord> read(List<String> ids) {
    Map<String, RunRecord> found = findAll(ids);
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }
}
