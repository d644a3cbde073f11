// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The task backup_database. */
class BackupDatabaseIT {

  private static final String STAMP = "-\\d{8}T\\d{6}Z";

  @TempDir Path home;
  private Host host;
  private Path backups;

  @BeforeEach
  void a_host_with_all_servers() throws Exception {
    backups = home.resolve("backups");
    host = Host.in(home).state("dump", "REDIS0011 or SQL\n").has("runuser", "runuser");
    for (String program : List.of("pg_dump", "pg_dumpall", "mysqldump", "redis-cli")) {
      host.has(program, "dumper");
    }
  }

  private Map<String, String> params(String... more) {
    Map<String, String> params = new HashMap<>();
    params.put("directory", backups.toString());
    for (int i = 0; i < more.length; i += 2) {
      params.put(more[i], more[i + 1]);
    }
    return params;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(backups)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..", "/x/../y", "/x/.."})
  void a_directory_that_leads_up_is_refused_before_it_is_made(String up) throws Exception {
    Map<String, String> params = Map.of("engine", "redis", "directory", backups + up);

    Host.Result result = host.runUnchecked("backup_database", params);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("a path with \"..\"");
    assertThat(host.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql, sql, 'pg_dump [--no-password] [--host=db1] [--port=99] [--username=joe] [--dbname=app]'",
    "mysql, sql, 'mysqldump [--single-transaction] [--quick] [--routines] [--triggers] [--events] [--no-tablespaces]"
        + " [--host=db1] [--port=99] [--user=joe] [--databases] [--] [app]'",
    "redis, rdb, 'redis-cli [-h] [db1] [-p] [99] [--user] [joe] [--no-auth-warning] [--rdb] [-]'",
  })
  void each_engine_is_asked_by_its_own_program(String engine, String suffix, String call)
      throws Exception {
    Host.Result result =
        host.run(
            "backup_database",
            params(
                "engine",
                engine,
                "database",
                "app",
                "host",
                "db1",
                "port",
                "99",
                "username",
                "joe",
                "password",
                "s3 '$(x)\""));

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(host.calls()).containsExactly(call);
    assertThat(host.state("password")).isEqualTo("s3 '$(x)\"");
    String database = engine.equals("redis") ? "" : "-app";
    assertThat(files())
        .singleElement()
        .asString()
        .matches(engine + database + "@db1\\+99" + STAMP + "\\." + suffix + "\\.gz");
    assertThat(result.out())
        .contains("backup: " + backups.resolve(files().get(0)) + "\n")
        .containsPattern("size: \\d\\d+ bytes\n");
  }

  @Test
  void a_backup_is_the_dump_compressed_and_readable_by_its_owner_only() throws Exception {
    host.run("backup_database", params("engine", "mysql", "database", "app"));

    Path backup = backups.resolve(files().get(0));
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(backup))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("REDIS0011 or SQL\n");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backups)))
        .isEqualTo("rwx------");
  }

  @Test
  void without_a_database_all_are_dumped() throws Exception {
    host.run("backup_database", params("engine", "postgresql", "username", "joe"));
    host.run("backup_database", params("engine", "mysql"));

    assertThat(host.calls().get(0)).isEqualTo("pg_dumpall [--no-password] [--username=joe]");
    assertThat(host.calls().get(1)).endsWith("[--all-databases]");
    assertThat(files()).allMatch(name -> name.matches("(postgresql|mysql)@.*"));
  }

  @Test
  void a_root_worker_becomes_postgres_for_the_server_of_this_host() throws Exception {
    host.run("backup_database", params("engine", "postgresql", "database", "app"));
    host.state("user", "celery")
        .run("backup_database", params("engine", "postgresql", "database", "app"));

    assertThat(host.calls())
        .containsExactly(
            "runuser [-u] [postgres] [--] [pg_dump] [--no-password] [--dbname=app]",
            "pg_dump [--no-password] [--dbname=app]",
            "pg_dump [--no-password] [--dbname=app]");
  }

  @Test
  void a_mysql_port_without_host_is_not_lost_to_the_socket() throws Exception {
    host.run("backup_database", params("engine", "mysql", "port", "3307"));

    assertThat(host.calls().get(0)).contains("[--host=127.0.0.1] [--port=3307]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mysql", "redis"})
  void a_dump_that_fails_half_way_leaves_nothing(String engine) throws Exception {
    host.state("exit-dump", "3");

    Host.Result result = host.run("backup_database", params("engine", engine));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("the " + engine + " dump failed with exit status 3", "no backup was written");
    assertThat(result.out()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void a_full_disk_leaves_nothing() throws Exception {
    host.has("gzip", "gzip-full-disk");

    Host.Result result = host.run("backup_database", params("engine", "mysql"));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("No space left on device", "no backup was written");
    assertThat(files()).isEmpty();
  }

  @Test
  void an_empty_dump_is_no_backup() throws Exception {
    host.state("dump", "");

    Host.Result result = host.run("backup_database", params("engine", "mysql"));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(files()).isEmpty();
  }

  @Test
  void redis_data_that_is_no_rdb_file_is_no_backup() throws Exception {
    host.state("dump", "-ERR unknown command\n");

    Host.Result result = host.run("backup_database", params("engine", "redis"));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("no RDB file");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_backup_that_is_stopped_half_way_leaves_nothing() throws Exception {
    host.state("hang", "");
    Process process = host.start("backup_database", params("engine", "mysql"));
    await().atMost(Duration.ofSeconds(20)).until(() -> host.hasState("hanging"));
    assertThat(files()).singleElement().asString().startsWith(".celeryroot-partial-");

    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .forEach(ProcessHandle::destroy);

    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(files()).isEmpty();
  }

  @Test
  void what_a_killed_backup_left_goes_a_day_later() throws Exception {
    Files.createDirectories(backups);
    Path old = Files.createFile(backups.resolve(".celeryroot-partial-abc123"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(49))));
    Files.createFile(backups.resolve(".celeryroot-partial-def456"));

    host.run("backup_database", params("engine", "mysql"));

    assertThat(files()).hasSize(2).contains(".celeryroot-partial-def456");
  }

  @Test
  void the_oldest_beyond_keep_go_and_no_other_file() throws Exception {
    Files.createDirectories(backups);
    List<String> others =
        List.of(
            "mysql-app-2@db1-20260101T000000Z.sql.gz",
            "mysql-app@db1+99-20260101T000000Z.sql.gz",
            "mysql-app@db1-20260101T000000Z.sql.gz.keep",
            "mysql-app@db10-20260101T000000Z.sql.gz",
            "mysql@db1-20260101T000000Z.sql.gz",
            "postgresql-app@db1-20260101T000000Z.sql.gz");
    for (String other : others) {
      Files.createFile(backups.resolve(other));
    }
    for (int day = 1; day <= 4; day++) {
      Files.createFile(backups.resolve("mysql-app@db1-2026010" + day + "T000000Z.sql.gz"));
    }

    Host.Result result =
        host.run(
            "backup_database",
            params("engine", "mysql", "database", "app", "host", "db1", "keep", "3"));

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("removed: " + backups + "/mysql-app@db1-20260101T000000Z.sql.gz", "kept: 3");
    assertThat(files())
        .containsAll(others)
        .hasSize(others.size() + 3)
        .doesNotContain("mysql-app@db1-20260102T000000Z.sql.gz")
        .contains("mysql-app@db1-20260103T000000Z.sql.gz");
  }

  @Test
  void keep_0_keeps_all_and_a_failed_backup_removes_none() throws Exception {
    Files.createDirectories(backups);
    Files.createFile(backups.resolve("mysql@db1-20260101T000000Z.sql.gz"));

    host.run("backup_database", params("engine", "mysql", "host", "db1", "keep", "0"));
    host.state("exit-dump", "1");
    host.run("backup_database", params("engine", "mysql", "host", "db1", "keep", "1"));

    assertThat(files()).hasSize(2);
  }

  @Test
  void a_directory_may_have_any_name() throws Exception {
    backups = home.resolve("a b;$(touch pwned) [x]* 'q\"");

    Host.Result result = host.run("backup_database", params("engine", "mysql", "keep", "1"));

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("kept: 1");
    assertThat(files()).hasSize(1);
    assertThat(host.work()).isEmptyDirectory();
  }

  @Test
  void a_missing_program_is_named_with_its_package() throws Exception {
    Files.delete(home.resolve("bin/redis-cli"));

    Host.Result result = host.run("backup_database", params("engine", "redis"));

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err())
        .isEqualTo("no redis-cli on the PATH; fix: install the package redis-tools or redis\n");
  }

  @Test
  void mariadb_dump_serves_where_mysqldump_is_gone() throws Exception {
    Files.delete(home.resolve("bin/mysqldump"));
    host.has("mariadb-dump", "dumper");

    assertThat(host.run("backup_database", params("engine", "mysql")).exit()).isZero();
    assertThat(host.calls().get(0)).startsWith("mariadb-dump ");
  }

  @Test
  void a_directory_that_cannot_be_made_is_named() throws Exception {
    Files.createFile(backups);

    Host.Result result = host.run("backup_database", params("engine", "mysql"));

    assertThat(result.exit()).isEqualTo(4);
    assertThat(result.err()).contains("cannot make " + backups, "fix:");
    assertThat(host.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "database, --all-databases",
    "database, $(touch pwned)",
    "database, ../../etc/x",
    "database, dbname=x host=evil",
    "directory, relative",
    "directory, -rf",
    "keep, -1",
    "keep, 99999",
    "host, -oProxyCommand=x",
    "host, 'a;touch pwned'",
    "port, 1 --x",
    "username, -x",
    "engine, oracle",
  })
  void hostile_values_do_nothing_even_when_nobody_checked_them(String name, String value)
      throws Exception {
    Map<String, String> params = params("engine", "mysql");
    params.put(name, value);

    Host.Result result = host.runUnchecked("backup_database", params);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).startsWith(name + ": ").contains(value);
    assertThat(host.calls()).isEmpty();
    assertThat(host.work()).isEmptyDirectory();
  }
}
