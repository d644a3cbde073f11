// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.history;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.RunSummaries;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.run.EndCounts;
import io.celeryroot.queue.run.RunEnds;
import io.celeryroot.queue.run.RunIndex;
import io.celeryroot.queue.schedule.Definitions;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds runs of the past in a few round trips, however many there are: by their IDs, by the counts
 * of their ends, and only then by their records.
 *
 * <p>Every method throws {@link io.celeryroot.redis.QueueUnavailable} when Redis does not answer.
 */
public final class RunHistory {

  private static final int CHUNK = 100;

  private final ClConfig config;
  private final RunSummaries summaries;
  private final RunIndex index;
  private final RunEnds ends;
  private final RunRecords records;
  private final ScheduleStates schedules;
  private final Definitions definitions;

  /**
   * @param redis stays the caller's
   */
  public RunHistory(Redis redis, ClConfig config) {
    this.config = config;
    this.summaries = new RunSummaries(redis, new Monitor(redis, config)::view);
    this.index = new RunIndex(redis);
    this.ends = new RunEnds(redis);
    this.records = new RunRecords(redis);
    this.schedules = new ScheduleStates(redis, config.resultsKept());
    this.definitions = new Definitions(redis);
  }

  public List<RunSummary> find(RunQuery query) {
    Predicate<String> names = names(query);
    Map<String, EndCounts> known = new HashMap<>();
    int first = query.asksForEnds() ? Integer.MAX_VALUE : query.limit();
    Stream<List<String>> pages =
        index
            .pages(first, RunIndex.PAGE, query.since(), query.until())
            .map(page -> page.stream().filter(names).toList())
            .map(page -> query.host().map(host -> on(host, page)).orElse(page))
            .map(page -> query.asksForEnds() ? ended(query, page, known) : page);
    Stream<List<String>> chunks =
        query.isSlowest()
            ? chunks(slowest(pages, known), query.limit())
            : pages.flatMap(page -> chunks(page, query.limit()));
    return chunks.flatMap(ids -> read(ids, known, query).stream()).limit(query.limit()).toList();
  }

  public ScheduleHistory ofSchedule(String name, int limit) {
    return new ScheduleHistory(
        name,
        schedules.read(name),
        find(RunQuery.ofSchedule(name, limit)),
        DefinitionChange.between(definitions.read(name)));
  }

  private static Stream<List<String>> chunks(List<String> ids, int limit) {
    int size = Math.min(limit, CHUNK);
    return Stream.iterate(0, from -> from < ids.size(), from -> from + size)
        .map(from -> ids.subList(from, Math.min(from + size, ids.size())));
  }

  private List<String> ended(RunQuery query, List<String> page, Map<String, EndCounts> known) {
    Map<String, EndCounts> read = ends.read(page);
    known.putAll(read);
    return page.stream()
        .filter(id -> query.outcomes().isEmpty() || hasAny(read.get(id), query))
        .filter(id -> !query.isSlowest() || read.get(id).longest().isPresent())
        .toList();
  }

  private static boolean hasAny(EndCounts counts, RunQuery query) {
    return query.outcomes().stream().anyMatch(counts.counts()::containsKey);
  }

  private static List<String> slowest(Stream<List<String>> pages, Map<String, EndCounts> known) {
    Comparator<String> longest =
        Comparator.comparing(id -> known.get(id).longest().orElse(Duration.ZERO));
    return pages.flatMap(List::stream).sorted(longest.reversed()).toList();
  }

  private List<RunSummary> read(List<String> ids, Map<String, EndCounts> known, RunQuery query) {
    Map<String, RunRecord> found = records.findAll(ids);
    List<RunRecord> wanted =
        ids.stream().map(found::get).filter(run -> run != null && query.matches(run)).toList();
    return query.asksForEnds() ? summaries.of(wanted, known) : summaries.of(wanted);
  }

  /** The names in the IDs of runs that may match: those of unknown names may, too. */
  private Predicate<String> names(RunQuery query) {
    Predicate<String> any = id -> true;
    Predicate<String> schedule =
        query
            .schedule()
            .<Predicate<String>>map(name -> id -> id.startsWith(name + "-"))
            .orElse(any);
    return query.task().map(task -> schedule.and(runsOf(task))).orElse(schedule);
  }

  private Predicate<String> runsOf(String task) {
    Set<String> others = new HashSet<>(config.tasks().keySet());
    others.addAll(config.schedules().keySet());
    config.allWorkflows().forEach(workflow -> others.add(workflow.name()));
    others.remove(task);
    config.schedules().values().stream()
        .filter(schedule -> schedule.tasks().contains(task))
        .forEach(schedule -> others.remove(schedule.name()));
    config.allWorkflows().stream()
        .filter(workflow -> workflow.steps().stream().anyMatch(s -> s.task().equals(task)))
        .forEach(workflow -> others.remove(workflow.name()));
    return id -> !others.contains(RunIds.nameOf(id));
  }

  /** Selects the runs with a job for a host, by the keys that such a job has. */
  private List<String> on(String host, List<String> page) {
    Map<String, Integer> steps = new HashMap<>();
    config.allWorkflows().forEach(workflow -> steps.put(workflow.name(), workflow.steps().size()));
    List<Role> roles = config.rolesOf(host);
    Collection<Role> queues = roles.isEmpty() ? config.roles().values() : roles;
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (String run : page) {
      List<String> some = new ArrayList<>();
      int last = steps.getOrDefault(RunIds.nameOf(run), 1);
      for (int step = 0; step <= last; step++) {
        String job = (step == 0 ? run : RunIds.step(run, step)) + "." + host;
        some.add(Keys.meta(job));
        queues.forEach(role -> some.add(Keys.marker(role.queue(), job)));
      }
      keys.put(run, some);
    }
    return index.having(keys);
  }
}
