// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Files that are saved while the watch reads them. */
final class FileWatchTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.celeryroot.config");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final String CL_YAML =
      """
      redis: redis://127.0.0.1:1
      workers: {web: {hostnames: [%s]}}
      routes: [own.camel.yaml]
      """;

  private static final String ROUTE =
      "- route: {id: %s, from: {uri: 'direct:x', steps: [{log: x}]}}\n";

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final List<String> used = new CopyOnWriteArrayList<>();

  @BeforeEach
  void write() {
    log.start();
    LOG.addAppender(log);
    LOG.setAdditive(false);
    LOG.setLevel(Level.INFO);
    clYaml("web1");
    save("own.camel.yaml", ROUTE.formatted("own"));
  }

  @AfterEach
  void stop() {
    LOG.setAdditive(true);
    LOG.setLevel(null);
    LOG.detachAppender(log);
  }

  private void clYaml(String host) {
    save("cl.yaml", CL_YAML.formatted(host));
  }

  private void save(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ReadResult read() {
    reads.incrementAndGet();
    return ConfigLoader.withRoutes(
        ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty()));
  }

  /** Watches files of which somebody saves another content while they are read first. */
  private FileWatch watch(Runnable save) {
    return watch(Instant.EPOCH, save);
  }

  private FileWatch watch(Instant firstRead, Runnable save) {
    return watch(read().config().orElseThrow(), firstRead, save);
  }

  private FileWatch watch(ClConfig first, Instant firstRead, Runnable save) {
    reads.set(0);
    return new FileWatch(
            directory.resolve("cl.yaml"),
            first,
            firstRead,
            () -> {
              ReadResult result = read();
              if (reads.get() == 1) {
                save.run();
              }
              return result;
            },
            true,
            (config, routes) ->
                used.add(
                    config.roles().values().stream().map(Role::hostnames).toList()
                        + " "
                        + routes.texts().values()))
        .every(INTERVAL)
        .start();
  }

  @Test
  void a_file_that_is_saved_while_it_is_read_is_read_again_before_it_is_used() {
    FileWatch watch = watch(() -> clYaml("web01.example"));
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();

    assertThat(used).singleElement().asString().contains("web01.example", "id: own");
  }

  @Test
  void of_a_file_of_routes_that_is_saved_with_mistakes_while_it_is_read_only_they_are_told() {
    try (FileWatch watch = watch(() -> save("own.camel.yaml", ROUTE.formatted("task.ping")))) {
      await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
      watch.readNow();
      await().atMost(PATIENCE).until(() -> log.list.size() > 1);
    }

    assertThat(used).isEmpty();
    assertThat(List.copyOf(log.list))
        .allSatisfy(line -> assertThat(line.getFormattedMessage()).contains("has mistakes"));
  }

  @Test
  void what_has_not_changed_since_it_was_read_first_is_not_read_again()
      throws InterruptedException {
    try (FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {})) {
      TimeUnit.SECONDS.sleep(1);
      assertThat(reads).hasValue(0);
      watch.readNow();
      await().atMost(PATIENCE).until(() -> !used.isEmpty());
    }
  }

  @Test
  void a_file_with_an_old_time_that_was_moved_into_place_since_the_first_reading_is_read_again()
      throws IOException {
    Instant before = Instant.now();
    save("other", CL_YAML.formatted("web02.example"));
    Path other = directory.resolve("other");
    Files.setLastModifiedTime(other, FileTime.from(before.minus(Duration.ofDays(1))));
    ClConfig first = read().config().orElseThrow();
    Files.move(other, directory.resolve("cl.yaml"), StandardCopyOption.REPLACE_EXISTING);

    FileWatch watch = watch(first, before, () -> {});
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();

    assertThat(used).singleElement().asString().contains("web02.example");
  }

  @Test
  void the_first_file_in_a_directory_of_includes_counts() throws IOException {
    Files.createDirectory(directory.resolve("conf.d"));
    save("cl.yaml", CL_YAML.formatted("web1") + "include: [conf.d/*.yaml]\n");

    FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {});
    save("conf.d/db.yaml", "workers: {web2: {hostnames: [web02.example]}}\n");
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();

    assertThat(used).singleElement().asString().contains("web02.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "workers: [web\n", "\tredis: x\n", "a: \"b\n"})
  void a_file_that_is_mended_after_it_was_no_yaml_counts(String broken) {
    try (FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {})) {
      save("cl.yaml", broken);
      watch.readNow();
      await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
      clYaml("web02.example");
      await().atMost(PATIENCE).until(() -> !used.isEmpty());
    }

    assertThat(used).allSatisfy(text -> assertThat(text).contains("web02.example"));
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void
      mistakes_are_told_with_their_places_and_the_command_that_tells_more_and_once_they_are_gone() {
    try (FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {})) {
      save("cl.yaml", "workers: [web\n");
      watch.readNow();
      await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
      clYaml("web1");
      await().atMost(PATIENCE).until(() -> log.list.size() > 1);
      watch.readNow();
      await().atMost(PATIENCE).until(() -> used.size() > 1);
    }

    assertThat(lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("cl.yaml:2:1: not YAML: ")
                    .endsWith("; how to mend them: cl config validate"),
            line -> assertThat(line).endsWith("cl.yaml has no mistakes any more"));
  }

  @Test
  void of_many_mistakes_the_first_are_told_and_the_others_counted() {
    try (FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {})) {
      save("cl.yaml", CL_YAML.formatted("web1") + "a1: 1\na2: 1\na3: 1\na4: 1\na5: 1\na6: 1\n");
      watch.readNow();
      await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
    }

    assertThat(lines().get(0)).contains("a5", "; and 1 more; ").doesNotContain("a6");
  }

  @Test
  void a_file_that_is_gone_is_told_once_and_also_when_it_is_back() throws IOException {
    try (FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {})) {
      Files.delete(directory.resolve("cl.yaml"));
      for (int look = 0; look < 5; look++) {
        watch.readNow();
      }
      await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
      clYaml("web02.example");
      await().atMost(PATIENCE).until(() -> !used.isEmpty());
    }

    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("cl.yaml is gone; what was read last stays in use"),
            line -> assertThat(line).endsWith("cl.yaml has no mistakes any more"));
  }

  @Test
  void a_file_that_cannot_be_read_is_told_in_one_line_once_and_is_tried_again() throws IOException {
    try (FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {})) {
      Files.delete(directory.resolve("cl.yaml"));
      Files.createDirectory(directory.resolve("cl.yaml"));
      for (int look = 1; look < 3; look++) {
        watch.readNow();
        int looks = look;
        await().atMost(PATIENCE).until(() -> reads.get() > looks);
      }
      Files.delete(directory.resolve("cl.yaml"));
      clYaml("web02.example");
      await().atMost(PATIENCE).until(() -> !used.isEmpty());
    }

    assertThat(lines())
        .satisfiesExactly(
            line ->
                assertThat(line).contains("cl.yaml: could not be read: Is a directory; the old"),
            line -> assertThat(line).endsWith("cl.yaml has no mistakes any more"));
    assertThat(log.list).allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
  }

  @Test
  void a_file_that_could_not_be_read_for_a_while_and_is_as_before_is_told_to_be_well()
      throws IOException {
    Path file = directory.resolve("cl.yaml");
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(file);
    Runnable refused = () -> ConfigReader.read(directory, Map.of(), Optional.empty());
    FileWatch watch = watch(Instant.now().plusSeconds(60), refused);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
    Files.setPosixFilePermissions(file, before);
    await().atMost(PATIENCE).until(() -> log.list.size() > 1);
    watch.close();

    assertThat(lines().get(1)).endsWith("cl.yaml has no mistakes any more");
  }

  @Test
  void a_change_that_leaves_size_and_time_of_writing_alone_counts() throws IOException {
    FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {});
    FileTime written = Files.getLastModifiedTime(directory.resolve("cl.yaml"));
    clYaml("web9");
    Files.setLastModifiedTime(directory.resolve("cl.yaml"), written);
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();

    assertThat(used).last().asString().contains("web9");
  }

  @Test
  void a_file_whose_rights_were_changed_is_read_again() throws IOException {
    FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {});
    Files.setPosixFilePermissions(
        directory.resolve("cl.yaml"), PosixFilePermissions.fromString("rw-------"));
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();
  }

  @Test
  void a_missing_file_that_is_included_counts_when_it_appears() {
    FileWatch watch = watch(Instant.now().plusSeconds(60), () -> {});
    save("cl.yaml", CL_YAML.formatted("web1") + "include: [late.yaml]\n");
    await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
    save("late.yaml", "workers: {db: {hostnames: [db1]}}\n");
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();

    assertThat(log.list.get(0).getFormattedMessage()).contains("no such file");
  }

  @Test
  void a_change_since_the_first_reading_counts_on_a_file_system_whose_clock_is_behind() {
    save("cl.yaml", CL_YAML.formatted("web1") + "include: [db.yaml]\n");
    save("db.yaml", "workers: {db: {hostnames: [db1]}}\n");
    ClConfig first = read().config().orElseThrow();
    save("db.yaml", "workers: {db: {hostnames: [db02.example]}}\n");

    FileWatch watch = watch(first, Instant.now().plusSeconds(60), () -> {});
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();

    assertThat(used).singleElement().asString().contains("db02.example");
  }

  @Test
  void a_link_that_was_turned_to_an_older_file_since_the_first_reading_is_followed()
      throws IOException {
    Path link = directory.resolve("cl.yaml");
    save("before", CL_YAML.formatted("web1"));
    save("after", CL_YAML.formatted("web02.example"));
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("before"));
    ClConfig first = read().config().orElseThrow();
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("after"));

    FileWatch watch = watch(first, Instant.now().plusSeconds(60), () -> {});
    await().atMost(PATIENCE).until(() -> !used.isEmpty());
    watch.close();

    assertThat(used).singleElement().asString().contains("web02.example");
  }
}
