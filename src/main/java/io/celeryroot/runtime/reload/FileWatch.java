// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.reload;

import static java.util.stream.Collectors.joining;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.read.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a cl.yaml again when it, or a file that it includes, has changed: looks every 2 s, and when
 * it is told to. A file that is still being written is read when it has been left alone for a
 * moment. A file with mistakes changes nothing; they are logged once. Has a thread of its own until
 * it is closed.
 */
public final class FileWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.config");

  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration SETTLED = Duration.ofMillis(200);

  private final Path file;
  private final Supplier<ReadResult> reader;
  private final Function<ClConfig, List<Path>> routes;
  private final Consumer<ClConfig> onChange;
  private final Semaphore wishes = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "cl.yaml");
  private volatile boolean isClosed;
  private Set<Path> included = Set.of();
  private List<Path> routeFiles;
  private List<Stamp> seen;

  /** Attributes that change with a file, also when another is put in its place. */
  private record Stamp(FileTime modified, long size, Object key) {}

  /**
   * @param first what the process began with
   * @param reader reads the file
   * @param routes finds the files of routes that are watched, too
   * @param onChange receives each valid configuration; runs on the thread of the watch
   */
  public FileWatch(
      Path file,
      ClConfig first,
      Supplier<ReadResult> reader,
      Function<ClConfig, List<Path>> routes,
      Consumer<ClConfig> onChange) {
    this.file = file;
    this.reader = reader;
    this.routes = routes;
    this.routeFiles = routes.apply(first);
    this.onChange = onChange;
    this.seen = stamps();
    thread.setDaemon(true);
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
    try {
      // It may have changed since the process read it.
      ReadResult first = reader.get();
      included = paths(first);
      first.config().ifPresent(onChange);
    } catch (RuntimeException e) {
      LOG.debug("{}: read again later", file, e);
    }
    while (!isClosed) {
      try {
        boolean isWanted = wishes.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        look(isWanted);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("{}: could not be read again; the old one stays in use", file, e);
      }
    }
  }

  private void look(boolean isWanted) throws InterruptedException {
    List<Stamp> now = stamps();
    if (isClosed || (now.equals(seen) && !isWanted) || stamp(file).isEmpty()) {
      return;
    }
    List<Stamp> before;
    do {
      before = now;
      TimeUnit.MILLISECONDS.sleep(SETTLED.toMillis());
      now = stamps();
    } while (!Objects.equals(before, now));
    // What is written from here on is seen at the next look.
    ReadResult result = reader.get();
    Set<Path> others = paths(result);
    seen = others.equals(included) ? now : stamps();
    included = others;
    if (result.config().isPresent()) {
      onChange.accept(result.config().get());
    } else {
      LOG.warn(
          "{} was changed and has mistakes; the old one stays in use: {}",
          file,
          result.problems().stream().map(FileWatch::text).collect(joining("; ")));
    }
  }

  private static String text(Problem problem) {
    return problem.source() + ": " + problem.path() + ": " + problem.message();
  }

  /**
   * Other files that count, and their directories, in which new ones may appear. While there are
   * mistakes, those of routes stay as they were.
   */
  private Set<Path> paths(ReadResult result) {
    routeFiles = result.config().map(routes).orElse(routeFiles);
    Set<Path> paths = new TreeSet<>();
    Stream.concat(result.included().keySet().stream().map(Path::of), routeFiles.stream())
        .map(Path::toAbsolutePath)
        .forEach(
            path -> {
              paths.add(path);
              paths.add(path.getParent());
            });
    return paths;
  }

  private List<Stamp> stamps() {
    List<Stamp> all = new ArrayList<>();
    stamp(file).ifPresent(all::add);
    for (Path path : included) {
      stamp(path).ifPresent(all::add);
    }
    return all;
  }

  /** Empty: the file is not there, as for a moment while an editor replaces it. */
  private static Optional<Stamp> stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new Stamp(found.lastModifiedTime(), found.size(), found.fileKey()));
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
