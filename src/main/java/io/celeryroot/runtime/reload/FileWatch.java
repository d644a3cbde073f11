// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.reload;

import static java.util.stream.Collectors.joining;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.read.ConfigUnreadable;
import io.celeryroot.config.read.ContentMark;
import io.celeryroot.config.read.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a cl.yaml again when it, or a file that it includes, has changed: looks when it begins,
 * every 3 s, and when it is told to. A file that is still being written is read when it has been
 * left alone for a moment, and read again if it was changed meanwhile. A file with mistakes changes
 * nothing; they are logged once. Has a thread of its own until it is closed.
 */
public final class FileWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.config");

  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final Duration SETTLED = Duration.ofMillis(200);

  /** A file that is written all the time is used as it was read last; the next look goes on. */
  private static final int MOST_ROUNDS = 5;

  /** Each change of a file changes them: of what it holds, of who may read it, of its name. */
  private static final String ATTRIBUTES = "unix:ctime,ino,size";

  private static final int MOST_PROBLEMS = 5;

  /**
   * Clocks of a process and of a file system differ at most by so much, where they are one host's.
   * Only files of routes are watched by the clock.
   */
  private static final Duration CLOCKS = Duration.ofSeconds(2);

  private final Path file;
  private final Supplier<ReadResult> reader;
  private final boolean watchesRoutes;
  private final BiConsumer<ClConfig, RouteTexts> onChange;
  private final Semaphore wishes = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "cl.yaml");
  private volatile boolean isClosed;
  private final Map<Path, String> first;
  private final Instant firstRead;
  private Set<Path> inputs;
  private RouteTexts routes;
  private List<Stamp> seen;
  private Duration interval = INTERVAL;
  private boolean hasMistakes;
  private String unreadable = "";
  private int looksWithoutFile;

  private record Stamp(Path file, Map<String, Object> attributes) {}

  /**
   * @param first what the process began with
   * @param firstRead when that was read, or a time before; the file is read again if a file of
   *     routes may have changed since
   * @param reader reads the file
   * @param watchesRoutes true: also watches the files of routes that it names
   * @param onChange receives each valid configuration with its routes; runs on the thread of the
   *     watch
   */
  public FileWatch(
      Path file,
      ClConfig first,
      Instant firstRead,
      Supplier<ReadResult> reader,
      boolean watchesRoutes,
      BiConsumer<ClConfig, RouteTexts> onChange) {
    this.file = file;
    this.reader = reader;
    this.watchesRoutes = watchesRoutes;
    this.routes = RouteTexts.of(first);
    this.first = first.inputs();
    this.firstRead = firstRead;
    this.inputs = withRoutes(first.inputs().keySet());
    this.onChange = onChange;
    this.seen = stamps();
    thread.setDaemon(true);
  }

  /** Looks more or less often; before it starts. */
  FileWatch every(Duration time) {
    interval = time;
    return this;
  }

  /** Starts to watch; what changed since this object was made counts. */
  public FileWatch start() {
    thread.start();
    return this;
  }

  /** Reads the file now, even if it looks the same. */
  public void readNow() {
    wishes.release();
  }

  private void run() {
    boolean isWanted = mayDifferFromFirst();
    try {
      while (!isClosed) {
        lookSafely(isWanted);
        isWanted = wishes.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookSafely(boolean isWanted) throws InterruptedException {
    try {
      look(isWanted);
    } catch (ConfigUnreadable e) {
      tellUnreadable(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{}: could not be read again; the old one stays in use", file, e);
    }
  }

  private void look(boolean isWanted) throws InterruptedException {
    List<Stamp> now = stamps();
    if (isClosed || isGone(now) || (now.equals(seen) && !isWanted)) {
      return;
    }
    ReadResult result;
    List<Stamp> before;
    int rounds = 0;
    do {
      before = settled();
      result = reader.get();
      // While there are mistakes, the routes stay as they were.
      routes = result.config().map(RouteTexts::of).orElse(routes);
      inputs = withRoutes(result.inputs().keySet());
      rounds++;
    } while (!isClosed && rounds < MOST_ROUNDS && !files(stamps()).equals(files(before)));
    seen = before;
    if (isClosed) {
      return;
    }
    if (result.config().isPresent()) {
      if (hasMistakes) {
        LOG.info("{} has no mistakes any more", file);
      }
      onChange.accept(result.config().get(), routes);
    } else {
      LOG.warn(
          "{} was changed and has mistakes; the old one stays in use: {}",
          file,
          text(result.problems()));
    }
    hasMistakes = result.config().isEmpty();
    unreadable = "";
  }

  /** The next look tries again; a reason is told once. */
  private void tellUnreadable(String reason) {
    if (!reason.equals(unreadable)) {
      LOG.warn("{}; the old one stays in use; fix: make it a file that this user may read", reason);
    }
    unreadable = reason;
    seen = List.of();
    hasMistakes = true;
  }

  /** Tells once of a file that is away for two looks; an editor may replace it during one. */
  private boolean isGone(List<Stamp> now) {
    Path main = file.toAbsolutePath();
    if (now.stream().anyMatch(stamp -> stamp.file().equals(main))) {
      looksWithoutFile = 0;
      return false;
    }
    if (++looksWithoutFile == 2) {
      hasMistakes = true;
      seen = List.of();
      LOG.warn("{} is gone; what was read last stays in use until a restart: put it back", file);
    }
    return true;
  }

  /** Waits until nobody writes. */
  private List<Stamp> settled() throws InterruptedException {
    List<Stamp> before;
    List<Stamp> now = stamps();
    do {
      before = now;
      TimeUnit.MILLISECONDS.sleep(SETTLED.toMillis());
      now = stamps();
    } while (!isClosed && !files(now).equals(files(before)));
    return now;
  }

  private static String text(List<Problem> problems) {
    int more = problems.size() - MOST_PROBLEMS;
    return problems.stream().limit(MOST_PROBLEMS).map(FileWatch::text).collect(joining("; "))
        + (more > 0 ? "; and " + more + " more" : "")
        + "; how to mend them: cl config validate";
  }

  private static String text(Problem problem) {
    String path = problem.path().isEmpty() ? "" : problem.path() + ": ";
    return problem.source() + ": " + path + problem.message();
  }

  /**
   * Adds the files of routes and their directories, in which new ones may appear; and the main
   * file, of which a reading that ended at a broken line does not tell.
   */
  private Set<Path> withRoutes(Set<Path> others) {
    Set<Path> paths = new TreeSet<>(others);
    paths.add(file.toAbsolutePath());
    if (watchesRoutes) {
      for (Path route : routes.texts().keySet()) {
        paths.add(route.toAbsolutePath());
        paths.add(route.toAbsolutePath().getParent());
      }
    }
    return paths;
  }

  /** Compares what was read, since the clock of a file system over the network may be wrong. */
  private boolean mayDifferFromFirst() {
    return first.entrySet().stream()
            .anyMatch(read -> !ContentMark.of(read.getKey()).equals(read.getValue()))
        || mayRoutesDiffer();
  }

  /**
   * Asks for the time of the last change of the name, too: a file may be moved here with its own.
   */
  private boolean mayRoutesDiffer() {
    Instant settled = firstRead.minus(CLOCKS);
    return inputs.stream()
        .filter(path -> !first.containsKey(path))
        .map(FileWatch::changed)
        .anyMatch(changed -> changed.isEmpty() || changed.get().isAfter(settled));
  }

  /** Empty: unknown. A link may have been turned to what is older than the first reading. */
  private static Optional<Instant> changed(Path file) {
    try {
      if (!file.toRealPath().equals(file.toAbsolutePath().normalize())) {
        return Optional.empty();
      }
      return Optional.of(((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> all = new ArrayList<>();
    for (Path path : inputs) {
      stamp(path).ifPresent(all::add);
    }
    return all;
  }

  /** Leaves out directories, in which others may write all the time. */
  private static List<Stamp> files(List<Stamp> stamps) {
    return stamps.stream().filter(stamp -> !Files.isDirectory(stamp.file())).toList();
  }

  /** Empty: the file is not there, as for a moment while an editor replaces it. */
  private static Optional<Stamp> stamp(Path file) {
    try {
      return Optional.of(new Stamp(file, Files.readAttributes(file, ATTRIBUTES)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Ends the watch; a change that is being made ends first. */
  @Override
  public void close() {
    isClosed = true;
    wishes.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
