// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start scripts, run as scripts: {@code bin/cl} of the build, and {@code ./cl}. */
final class LauncherIT {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static Path distribution;

  @TempDir Path directory;

  private record Ended(int exitCode, String out, String err) {}

  @BeforeAll
  static void findDistribution() throws IOException {
    distribution = Distribution.directory();
  }

  @BeforeEach
  void writeFile() throws IOException {
    Files.writeString(directory.resolve("cl.yaml"), Cl.SAMPLE);
  }

  private Ended run(Map<String, String> env, String... command) {
    try {
      Path out = Files.createTempFile(directory, "out", "");
      Path err = Files.createTempFile(directory, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
      builder.environment().remove("CL_CONFIG");
      builder.environment().putAll(env);
      Process process = builder.start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Ended cl(String... args) {
    return cl(Map.of(), args);
  }

  private Ended cl(Map<String, String> env, String... args) {
    return run(
        env,
        Stream.concat(Stream.of(distribution + "/bin/cl"), Arrays.stream(args))
            .toArray(String[]::new));
  }

  @Test
  void the_exit_code_and_the_streams_are_those_of_the_command() {
    Ended good = cl("config", "validate");
    Ended bad = cl("tsak");

    assertThat(good.exitCode()).isZero();
    assertThat(good.out()).startsWith("cl.yaml: valid");
    assertThat(good.err()).isEmpty();
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.out()).isEmpty();
  }

  @Test
  void a_full_disk_below_the_answer_is_told_and_a_reader_that_leaves_is_not() {
    String cl = distribution + "/bin/cl";
    Ended full = run(Map.of(), "/bin/sh", "-c", cl + " config schema > /dev/full");
    Ended left = run(Map.of(), "/bin/sh", "-c", "(" + cl + " config schema; echo $? >&2) | :");

    assertThat(full.exitCode()).isEqualTo(3);
    assertThat(full.err()).contains("cl: standard output: ", "not complete; fix: ");
    assertThat(left.err()).isEqualTo("0\n");
  }

  @Test
  void the_dashboard_alone_keeps_a_log() throws IOException {
    Files.writeString(directory.resolve("cl.yaml"), Cl.SAMPLE);
    String script =
        """
        %s/bin/cl web --management-port 0 --log-file web.log & p=$!
        for i in $(seq 300); do ! grep -q management: web.log || break; sleep 0.2; done 2>/dev/null
        kill $p; wait $p
        """;

    run(Map.of(), "/bin/sh", "-c", script.formatted(distribution));

    assertThat(directory.resolve("web.log"))
        .content()
        .contains("INFO  management: http://127.0.0.1:");
  }

  @Test
  void it_works_through_links_and_with_blanks_in_its_path() throws IOException {
    Path spaced = Files.createDirectories(directory.resolve("with blanks/deeper"));
    Path moved = Files.createSymbolicLink(spaced.resolve("dist ribution"), distribution);
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), moved.resolve("bin/cl"));
    Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));

    assertThat(run(Map.of(), absolute.toString(), "--version").out()).startsWith("cl ");
    assertThat(run(Map.of(), relative.toString(), "--version").out()).startsWith("cl ");
    String path = bin + ":" + System.getenv("PATH");
    assertThat(run(Map.of("PATH", path), "/bin/sh", "-c", "relative --version").out())
        .startsWith("cl ");
  }

  @Test
  void arguments_keep_their_letters_in_every_locale() {
    for (String locale : List.of("C", "POSIX", "xx_XX.UTF-8", "C.UTF-8", "")) {
      Ended ended =
          cl(Map.of("LC_ALL", locale, "LANG", ""), "task", "ping", "--targets", "bücher€😀");

      assertThat(ended.err()).as("LC_ALL=%s", locale).contains("\"bücher€😀\"");
    }
  }

  @Test
  void without_java_it_says_what_to_do() throws IOException {
    Ended ended = cl(Map.of("JAVA_HOME", directory + "/none", "PATH", tools()), "--version");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("need Java 17 or newer", "fix: ");
  }

  @Test
  void an_old_java_is_named_and_a_newer_one_is_used() throws IOException {
    Path old = Files.createDirectories(directory.resolve("jdk11"));
    Files.createDirectories(old.resolve("bin"));
    executable(old.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    String withJava = JAVA_HOME.resolve("bin") + ":" + System.getenv("PATH");

    Ended taken = cl(Map.of("JAVA_HOME", old.toString(), "PATH", withJava), "--version");
    Ended refused =
        cl(
            Map.of("JAVA_HOME", old.toString(), "PATH", old.resolve("bin") + ":" + tools()),
            "--version");

    assertThat(taken.out()).startsWith("cl ");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains(old + "/bin/java is 11.0.2; need Java 17 or newer");
  }

  @Test
  void jvm_options_of_the_user_are_added() {
    Ended ended = cl(Map.of("CL_JAVA_OPTS", "-Dx=1 -XX:+PrintFlagsFinal"), "--version");

    assertThat(ended.out()).contains("UseSerialGC", "cl ");
  }

  @Test
  void commands_that_need_no_camel_load_none_of_it() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(Optional.empty(), List.of())) {
      Files.writeString(
          directory.resolve("cl.yaml"), Cl.SAMPLE.replace("redis://localhost:6379/0", redis.url()));
      for (String command :
          List.of(
              "config validate",
              "schedule next",
              "generate-routes --dry-run",
              "cl.yaml --beat --dry-run",
              "task ping -t webserver",
              "task status",
              "task list",
              "queue list")) {
        Ended ended =
            cl(Map.of("CL_JAVA_OPTS", "-Xlog:class+load=info:file=loaded.log"), command.split(" "));

        assertThat(ended.exitCode()).as(command + ended.err()).isZero();
        assertThat(Files.readAllLines(directory.resolve("loaded.log")))
            .as(command)
            .anyMatch(line -> line.contains("io.celeryroot.cli.Main"))
            .noneMatch(line -> line.contains(" org.apache.camel."))
            .noneMatch(line -> line.contains(" org.springframework."))
            .noneMatch(line -> line.contains(" ch.qos.logback."));
      }
    }
  }

  @Test
  void a_moved_distribution_works_at_once_and_makes_its_archive_beside() throws IOException {
    Path moved = directory.resolve("moved-here");
    copy(distribution, moved);
    String program = moved.resolve("bin/cl").toString();

    Ended first = run(Map.of(), program, "--version");
    Ended second = run(Map.of(), program, "--version");

    assertThat(first.out()).startsWith("cl ");
    assertThat(first.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out());
    Path archives = moved.resolve("lib/cds");
    // It is made with "nice".
    Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .untilAsserted(
            () -> {
              assertThat(Files.readString(archives.resolve("home")).strip())
                  .isEqualTo(moved.toRealPath().toString());
              assertThat(names(archives)).anyMatch(name -> name.matches("command-.*\\.jsa"));
              assertThat(names(archives)).noneMatch(name -> name.endsWith(".tmp"));
              assertThat(names(archives)).noneMatch(name -> name.endsWith(".lock"));
            });
    Ended logged =
        run(Map.of("CL_JAVA_OPTS", "-Xlog:class+load=info:file=loaded.log"), program, "--version");
    assertThat(logged.out()).isEqualTo(first.out());
    assertThat(Files.readString(directory.resolve("loaded.log")))
        .contains("io.celeryroot.cli.Main source: shared objects file (top)");
  }

  @Test
  void an_archive_that_does_not_fit_is_not_used_and_says_nothing() throws IOException {
    Path moved = directory.resolve("moved");
    copy(distribution, moved);
    Files.writeString(moved.resolve("lib/cds/home"), moved.toRealPath() + "\n");

    Ended ended = run(Map.of(), moved.resolve("bin/cl").toString(), "--version");

    assertThat(ended.out()).startsWith("cl ");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void the_source_launcher_builds_once_and_again_when_a_source_is_newer() throws IOException {
    Path root = checkout();
    Path tools = Files.createDirectories(directory.resolve("maven"));
    executable(
        tools.resolve("mvn"),
        """
        #!/bin/sh
        echo built >>"%s/builds"
        mkdir -p target/celeryroot-9/bin
        printf '#!/bin/sh\\necho "ran $*"\\n' >target/celeryroot-9/bin/cl
        chmod +x target/celeryroot-9/bin/cl
        : >target/celeryroot-9/.built
        """
            .formatted(directory));
    Map<String, String> env = Map.of("PATH", tools + ":" + System.getenv("PATH"));
    String program = root.resolve("cl").toString();

    Ended first = run(env, program, "a b", "c");
    Ended second = run(env, program, "x");
    Files.setLastModifiedTime(
        root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    Ended third = run(env, program, "y");

    assertThat(first.out()).isEqualTo("ran a b c\n");
    assertThat(first.err()).contains("first use, building");
    assertThat(second.out()).isEqualTo("ran x\n");
    assertThat(second.err()).isEmpty();
    assertThat(third.err()).contains("sources have changed");
    assertThat(Files.readAllLines(directory.resolve("builds"))).hasSize(2);
  }

  @Test
  void a_build_that_fails_says_where_to_look_and_runs_nothing() throws IOException {
    Path root = checkout();
    Path tools = Files.createDirectories(directory.resolve("maven"));
    executable(tools.resolve("mvn"), "#!/bin/sh\necho broken\nexit 1\n");

    Ended ended =
        run(
            Map.of("PATH", tools + ":" + System.getenv("PATH")),
            root.resolve("cl").toString(),
            "--version");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("broken", "cl: the build failed");
  }

  @Test
  void a_build_that_takes_long_shows_how_far_it_is() throws IOException {
    Path root = checkout();
    Path tools = Files.createDirectories(directory.resolve("maven"));
    executable(
        tools.resolve("mvn"),
        """
        #!/bin/sh
        echo '[INFO] Downloaded from central: https://example.org/a.jar (1 kB at 2 kB/s)'
        echo '[INFO] --- maven-compiler-plugin:3.14.0:compile (default-compile) @ celeryroot ---'
        sleep 12
        echo '[ERROR] Could not transfer artifact a:b:jar:1: Unknown host repo.example.org'
        exit 1
        """);

    Ended ended =
        run(
            Map.of("PATH", tools + ":" + System.getenv("PATH")),
            root.resolve("cl").toString(),
            "--version");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err())
        .containsPattern("cl: compiling, 1\\d s, fetched 1 files\n")
        .contains("Could not transfer artifact a:b:jar:1")
        .contains("cl: Maven cannot fetch the libraries of cl\n    fix: ");
  }

  @Test
  void without_a_compiler_the_source_launcher_says_what_to_do() throws IOException {
    Path root = checkout();
    Path runtime = directory.resolve("jre");
    Files.createDirectories(runtime.resolve("bin"));
    executable(runtime.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
    Files.writeString(runtime.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");

    Ended ended =
        run(
            Map.of("JAVA_HOME", runtime.toString(), "PATH", System.getenv("PATH")),
            root.resolve("cl").toString(),
            "--version");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("has no compiler; a JDK is needed", "fix: install one");
  }

  @Test
  void without_maven_the_source_launcher_says_what_to_do() throws IOException {
    Path root = checkout();

    Ended ended =
        run(
            Map.of("JAVA_HOME", JAVA_HOME.toString(), "PATH", tools()),
            root.resolve("cl").toString(),
            "--version");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("no Maven on the PATH", "fix: ");
  }

  /** A PATH with what the scripts need, and neither Java nor Maven. */
  private String tools() throws IOException {
    Path tools = Files.createDirectories(directory.resolve("few tools"));
    for (String tool :
        List.of("readlink", "sed", "find", "head", "mkdir", "rm", "cat", "sleep", "touch")) {
      executable(tools.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
    }
    return tools.toString();
  }

  /** A source tree with the real launcher, in a path with blanks. */
  private Path checkout() throws IOException {
    Path root = Files.createDirectories(directory.resolve("check out"));
    Files.createDirectories(root.resolve("src/main/dist/libexec"));
    Files.copy(ROOT.resolve("cl"), root.resolve("cl"));
    Files.copy(
        ROOT.resolve("src/main/dist/libexec/java.sh"),
        root.resolve("src/main/dist/libexec/java.sh"));
    Files.createDirectories(root.resolve("src/build"));
    copy(ROOT.resolve("src/build/maven.sh"), root.resolve("src/build/maven.sh"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    return root;
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
