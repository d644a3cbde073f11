// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.jbang;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The {@code camel} command, built in {@code target/camel-cli}. Maven fetches its jars with {@code
 * src/it/camel-cli/pom.xml}, so that they are never on the project's own class path. Its local
 * repository is a copy of the user's with the project's jar added, so that {@code ~/.m2} stays
 * unchanged.
 */
final class CamelCli {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path SOURCES = ROOT.resolve("src/it/camel-cli");
  private static final Path HOME = ROOT.resolve("target/camel-cli");
  private static final Path LIBRARIES = HOME.resolve("lib");
  private static final Path COMPLETE = HOME.resolve("complete");
  private static final Path REPOSITORY = HOME.resolve("repository");

  private CamelCli() {}

  /**
   * Returns the directory of the command, for a PATH; built once.
   *
   * @throws org.opentest4j.TestAbortedException its jars are not available here
   */
  static synchronized Path bin() throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    // Tests run in several JVMs.
    try (FileChannel once =
        FileChannel.open(
            HOME.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      once.lock();
      return made();
    }
  }

  private static Path made() throws IOException, InterruptedException {
    Path bin = HOME.resolve("command");
    Path userSettings = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
    String version = new DefaultCamelContext().getVersion();
    if (!isComplete(version)) {
      fetchLibraries(version);
      compileMain();
      Files.writeString(COMPLETE, version);
    }
    layRepository();
    Files.createDirectories(bin);
    Path script = bin.resolve("camel");
    String text =
        """
        #!/bin/sh
        [ "$1" != run ] || [ ! -e '%s' ] || set -- "$@" --maven-settings='%1$s'
        exec '%s/bin/java' $CAMEL_JAVA_OPTS '-Dmaven.repo.local=%s' -cp '%s/classes:%4$s/lib/*' Camel "$@"
        """
            .formatted(userSettings, System.getProperty("java.home"), REPOSITORY, HOME);
    if (!Files.exists(script) || !Files.readString(script).equals(text)) {
      Files.writeString(script, text);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return bin;
  }

  private static boolean isComplete(String version) throws IOException {
    return Files.exists(COMPLETE)
        && Files.readString(COMPLETE).equals(version)
        && Files.getLastModifiedTime(COMPLETE)
                .compareTo(Files.getLastModifiedTime(SOURCES.resolve("pom.xml")))
            > 0;
  }

  private static void fetchLibraries(String version) throws IOException, InterruptedException {
    Path log = HOME.resolve("maven.log");
    Path maven = Path.of(System.getProperty("cl.maven.home", ""), "bin", "mvn");
    Process fetch =
        new ProcessBuilder(
                Files.isExecutable(maven) ? maven.toString() : "mvn",
                "-B",
                "-q",
                "-f",
                SOURCES.resolve("pom.xml").toString(),
                "-Dcamel.version=" + version,
                "-Dmaven.repo.local=" + localRepository(),
                "dependency:copy-dependencies",
                "-DoutputDirectory=" + LIBRARIES)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = fetch.waitFor(5, TimeUnit.MINUTES);
    fetch.destroyForcibly();
    assumeTrue(
        ended && fetch.exitValue() == 0,
        () -> "skipped: the jars of the camel command cannot be fetched; see " + log);
  }

  private static void compileMain() throws IOException {
    Path classes = Files.createDirectories(HOME.resolve("classes"));
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                jars(),
                "-d",
                classes.toString(),
                SOURCES.resolve("Camel.java").toString());
    if (errors != 0) {
      throw new IllegalStateException("Camel.java does not compile");
    }
  }

  private static String jars() throws IOException {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static Path localRepository() {
    return Path.of(
        System.getProperty(
            "cl.local.repository", System.getProperty("user.home") + "/.m2/repository"));
  }

  /**
   * Links to everything in the user's repository, and adds our own jar as {@code mvn install}
   * would.
   */
  private static void layRepository() throws IOException {
    Path own = REPOSITORY.resolve("io/celeryroot/celeryroot");
    link(localRepository(), REPOSITORY, Set.of("io"));
    link(localRepository().resolve("io"), REPOSITORY.resolve("io"), Set.of("celeryroot"));
    try (Stream<Path> built = Files.list(ROOT.resolve("target"))) {
      List<Path> jars =
          built
              .filter(file -> file.getFileName().toString().matches("celeryroot-[0-9.]+\\.jar"))
              .toList();
      for (Path jar : jars) {
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        Path directory =
            Files.createDirectories(own.resolve(name.replaceFirst("^celeryroot-", "")));
        copy(jar, directory.resolve(name + ".jar"));
        copy(ROOT.resolve("pom.xml"), directory.resolve(name + ".pom"));
      }
    }
  }

  /** Keeps a correct file, because a process may have opened it. */
  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(to) || Files.mismatch(from, to) != -1) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void link(Path from, Path to, Set<String> except) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path link = to.resolve(entry.getFileName());
        if (!except.contains(entry.getFileName().toString())
            && !Files.exists(link)
            && Files.isDirectory(entry)) {
          Files.deleteIfExists(link);
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }
}
