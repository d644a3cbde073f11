// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.completion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.cli.Cl;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.view.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Completion in real shells. */
class CompletionIT {

  private static final Terminal AT_A_TERMINAL = new Terminal(true, true, false, 80, false);
  private static final long MOST_MILLIS = 150;

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;
  private Path cache;
  private Path calls;

  @BeforeEach
  void writeSite() throws IOException {
    cache = directory.resolve("cache");
    calls = directory.resolve("calls");
    Files.writeString(
        directory.resolve("cl.yaml"),
        """
        redis: URL
        workers:
          web: {hostnames: [web01, web02], labels: [edge]}
          db: {hostnames: [db1]}
        tasks:
          deploy:
            command: [echo, "{stage}"]
            params: {stage: {choices: [prod, "te st"]}, build: {choices: ["1", "2"]}}
        schedules: {nightly: {cron: "0 1 * * *", task: ping, targets: [web]}}
        workflows: {release: {tasks: [{task: ping, targets: [web]}]}}
        """
            .replace("URL", server.url()));
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path cl = bin.resolve("cl");
    Files.writeString(cl, "#!/bin/sh\necho \"$@\" >>'" + calls + "'\n");
    Files.setPosixFilePermissions(cl, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String shell : List.of("bash", "zsh", "fish")) {
      Files.writeString(directory.resolve("cl." + shell), cl("completion", shell));
    }
    cl("config", "schedules");
  }

  private String cl(String... words) {
    Cl.Ended ended =
        new Cl(directory)
            .env("XDG_CACHE_HOME", cache.toString())
            .terminal(AT_A_TERMINAL)
            .run(words);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out();
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().remove("CL_CONFIG");
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    builder.environment().merge("PATH", directory.resolve("bin") + ":", (path, bin) -> bin + path);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out.lines().toList();
  }

  /** Completes the end of a line as bash does when the tabulator key is hit. */
  private List<String> bash(String line) throws IOException, InterruptedException {
    return run(
        "bash",
        "-c",
        """
        source ./cl.bash
        COMP_LINE=$1
        COMP_POINT=${#1}
        read -ra COMP_WORDS <<<"${1//=/ = }"
        [[ $1 != *[=\\ ] ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _cl
        printf '%s\\n' "${COMPREPLY[@]}"
        """,
        "bash",
        line);
  }

  @Test
  void names_of_the_site_are_completed_where_they_fit() throws Exception {
    assertThat(bash("cl task dep")).containsExactly("deploy");
    assertThat(bash("cl task ")).contains("deploy", "ping", "list", "result");
    assertThat(bash("cl schedule run ")).containsExactly("nightly");
    assertThat(bash("cl workflow run ")).containsExactly("release");
    assertThat(bash("cl task ping --targets "))
        .containsExactly("web", "db", "edge", "web01", "web02", "db1");
    assertThat(bash("cl task ping -t db,web0")).containsExactly("db,web01", "db,web02");
    assertThat(bash("cl worker drain db")).containsExactly("db1");
    assertThat(bash("cl queue pause d")).containsExactly("db", "db_tasks");
    assertThat(bash("cl why n")).containsExactly("nightly");
    assertThat(bash("cl cl.yaml --worker --role w")).containsExactly("web");
  }

  @Test
  void parameters_are_completed_by_place_and_by_name() throws Exception {
    assertThat(bash("cl task deploy ")).containsExactly("prod", "te\\ st");
    assertThat(bash("cl task run deploy prod ")).containsExactly("1", "2");
    assertThat(bash("cl task deploy -p st")).containsExactly("stage=prod", "stage=te\\ st");
    assertThat(bash("cl task deploy -p stage=p")).containsExactly("prod");
    assertThat(bash("cl task list --outcome f")).containsExactly("failed");
  }

  @Test
  void commands_options_and_files_are_completed() throws Exception {
    assertThat(bash("cl sch")).containsExactly("schedule");
    assertThat(bash("cl task ping --ta")).containsExactly("--targets");
    assertThat(bash("cl -o ")).containsExactly("table", "json", "yaml", "markdown");
    assertThat(bash("cl -c cl.y")).containsExactly("cl.yaml");
    assertThat(bash("cl help tas")).containsExactly("task");
    assertThat(bash("cl nothing ")).containsExactly("");
  }

  @Test
  void the_ids_of_the_last_runs_are_completed() throws Exception {
    cl("task", "ping", "-t", "web");
    String submitted = bash("cl task result ping-").get(0);

    cl("completion", "--words");

    assertThat(submitted).startsWith("ping-");
    assertThat(bash("cl task result ping-")).contains(submitted);
    assertThat(bash("cl task logs ")).contains(submitted).hasSizeGreaterThanOrEqualTo(3);
    assertThat(calls)
        .content()
        .contains("-c " + directory.toRealPath() + "/cl.yaml completion --words");
  }

  @Test
  void a_changed_file_is_read_anew_in_the_background() throws Exception {
    assertThat(bash("cl schedule run ")).containsExactly("nightly");
    assertThat(calls).doesNotExist();

    Files.setLastModifiedTime(
        directory.resolve("cl.yaml"), FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(bash("cl schedule run ")).containsExactly("nightly");
    await().untilAsserted(() -> assertThat(calls).exists());
  }

  @Test
  void a_file_with_which_nobody_has_worked_is_not_read() throws Exception {
    Path foreign = Files.createDirectory(directory.resolve("foreign"));
    Files.copy(directory.resolve("cl.yaml"), foreign.resolve("cl.yaml"));
    Path deep = directory.resolve("d".repeat(130)).resolve("d".repeat(130));
    Files.createDirectories(deep);
    Files.copy(directory.resolve("cl.yaml"), deep.resolve("cl.yaml"));

    assertThat(bash("cl -c foreign/cl.yaml schedule run ")).containsExactly("");
    assertThat(bash("cl foreign/cl.yaml task result ")).containsExactly("");
    assertThat(bash("cl -c " + deep + "/cl.yaml task result ")).containsExactly("");

    // The background of all lines is behind that of this one, which starts cl.
    bash("cl task result ");
    await().untilAsserted(() -> assertThat(calls).exists());
    assertThat(calls).content().doesNotContain("foreign", "ddd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"site/cl.yaml", "site//cl.yaml", "./site/.///cl.yaml", "site/../site/cl.yaml"})
  void a_file_has_the_same_words_however_its_path_is_written(String path) throws Exception {
    Files.createDirectory(directory.resolve("site"));
    Files.copy(directory.resolve("cl.yaml"), directory.resolve("site/cl.yaml"));
    cl("-c", path, "config", "schedules");
    Files.setLastModifiedTime(
        directory.resolve("site/cl.yaml"), FileTime.from(Instant.now().minusSeconds(5)));

    assertThat(bash("cl -c " + path + " schedule run ")).containsExactly("nightly");
    assertThat(bash("cl -c " + directory + "//" + path + " schedule run "))
        .containsExactly("nightly");
  }

  @Test
  void words_are_private_and_kept_when_the_file_has_mistakes() throws Exception {
    Path words =
        cache
            .resolve("celeryroot/words")
            .resolve(directory.resolve("cl.yaml").toAbsolutePath().toString().replace('/', '%'));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(words)))
        .isEqualTo("rw-------");
    Files.writeString(directory.resolve("cl.yaml"), "workers: {");

    int exitCode =
        new Cl(directory)
            .env("XDG_CACHE_HOME", cache.toString())
            .run("completion", "--words")
            .exitCode();

    assertThat(exitCode).isEqualTo(1);
    assertThat(bash("cl schedule run ")).containsExactly("nightly");
  }

  @Test
  void a_completion_takes_at_most_150_ms_with_2000_hosts_and_1000_schedules() throws Exception {
    StringBuilder text =
        new StringBuilder("workers: {web: {hostnames: ['web[0001-2000]']}}\nschedules:\n");
    IntStream.range(0, 1000)
        .forEach(
            i ->
                text.append(
                    "  s%d: {cron: '0 1 * * *', task: ping, targets: [web]}\n".formatted(i)));
    Files.writeString(directory.resolve("cl.yaml"), "redis: " + server.url() + "\n" + text);
    Files.setLastModifiedTime(
        directory.resolve("cl.yaml"), FileTime.from(Instant.now().plusSeconds(1)));
    cl("config", "schedules");
    Files.setLastModifiedTime(
        directory.resolve("cl.yaml"), FileTime.from(Instant.now().minusSeconds(9)));

    // Time of the processor, not of the clock: this machine may have other work.
    List<String> times =
        run(
            "bash",
            "-c",
            """
            source ./cl.bash
            LC_NUMERIC=C TIMEFORMAT='%3U %3S'
            for i in 1 2 3 4 5 6 7; do
              COMP_LINE='cl why s99' COMP_POINT=10 COMP_WORDS=(cl why s99) COMP_CWORD=2
              { time _cl; } 2>&1
              [[ ${#COMPREPLY[@]} = 11 ]] || echo "${COMPREPLY[@]}"
            done
            """);

    assertThat(times).hasSize(7).allMatch(line -> line.matches("[0-9.]+ [0-9.]+"));
    assertThat(times.stream().mapToLong(CompletionIT::millis).min().orElseThrow())
        .isLessThanOrEqualTo(MOST_MILLIS);
  }

  /** Of a program and of the system for it, each in seconds. */
  private static long millis(String times) {
    return Arrays.stream(times.split(" ", -1))
        .mapToLong(seconds -> Math.round(1000 * Double.parseDouble(seconds)))
        .sum();
  }

  @Test
  void zsh_completes_the_same() throws Exception {
    assumeTrue(isInstalled("zsh"), "needs zsh");
    List<String> found =
        run(
            "zsh",
            "-f",
            "-c",
            """
            compdef() { :; }
            source ./cl.zsh
            compadd() { print -rl -- "$@"; }
            words=(cl task deploy -p st) CURRENT=5 PREFIX=st
            _cl
            words=(cl -c c) CURRENT=3 PREFIX=ca
            _cl
            """);

    assertThat(found).containsExactly("--", "stage=prod", "stage=te st", "-S", "", "--", "cache/");
  }

  @Test
  void fish_completes_the_same() throws Exception {
    assumeTrue(isInstalled("fish"), "needs fish");
    List<String> found =
        run(
            "fish",
            "-N",
            "-c",
            "source cl.fish; complete -C 'cl task deploy '; complete -C 'cl task ping -t db,web0'");

    assertThat(found).containsExactly("prod", "te st", "db,web01", "db,web02");
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
