// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.config.RunOn;
import io.celeryroot.testing.Distribution;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The same program started by a real cron(8) and by a real worker, which were started alike:
 * attribute by attribute. Cron runs in a mount namespace of its own, so that it sees the crontab of
 * the test and none of this machine.
 */
@Execution(ExecutionMode.CONCURRENT)
class CronComparisonIT {

  /** As a service manager starts both: few open files, no variables. */
  private static final List<String> AS_A_SERVICE =
      List.of("env", "-i", "PATH=" + System.getenv("PATH"), "LANG=C.UTF-8", "sh", "-c");

  private static final String LIKE_A_SERVICE = "ulimit -S -n 1024; umask 027; exec \"$0\" \"$@\"";

  /** One attribute a line; works in any shell. */
  private static final String PROBE =
      """
      #!/bin/sh
      fds=$(ls /proc/$$/fd | tr '\\n' ' ')
      grep -E '^(Umask|SigBlk|SigIgn|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp|Groups|Uid|Gid):' /proc/$$/status
      sed 's/  */ /g; s/^/limit /' /proc/$$/limits
      echo "oom_score_adj $(cat /proc/$$/oom_score_adj)"
      set -- $(sed 's/.*) //' /proc/$$/stat)
      echo "terminal $5"
      echo "nice ${17}"
      echo "policy ${39}"
      [ "$3" = "$4" ] && echo "group is session" || echo "group is not session"
      echo "descriptors $fds"
      for i in 0 1 2; do readlink /proc/$$/fd/$i | sed 's/\\[[0-9]*\\]/[N]/; s/^/descriptor '$i' /'; done
      echo "HOME $HOME"
      echo "LOGNAME $LOGNAME"
      echo "SHELL ${SHELL:+is set}"
      echo "USER ${USER:-}"
      """;

  /** Where Debian has it; {@code -Dcl.cron=PATH} names another. */
  private static final String CRON = System.getProperty("cl.cron", "/usr/sbin/cron");

  /** It ignores its own two in all that it spawns, cron of this test included. */
  private static final long SIGNALS_OF_THE_C_LIBRARY = 1L << 31 | 1L << 32;

  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private TestSite site;
  private Path probe;

  @BeforeEach
  void makeProbe() throws IOException {
    probe = directory.resolve("probe");
    Files.writeString(probe, PROBE);
    Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("rwxr-xr-x"));
    site =
        TestSite.with(
                """
                workers: {web: {hostnames: [web01]}}
                tasks:
                  probe: {command: [sh, -c, "PROBE >DIR/worker.txt 2>&1 </dev/null"]}
                  plain: {command: [PROBE]}
                  descriptors: {command: [ls, /proc/self/fd]}
                """
                    .replace("PROBE", probe.toString())
                    .replace("DIR", directory.toString()))
            .in(directory)
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    site.close();
  }

  @Test
  void a_process_starts_as_cron_would_start_it() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(CRON)) && canMount(),
        "needs a cron(8), root and mount namespaces");
    Map<String, String> ofCron = underCron();

    Map<String, String> ofWorker = underWorker();

    // Cron sets no USER, asks for the groups of root, and each has files of its own here.
    List.of("USER", "Groups:", "descriptor 1", "descriptor 2").forEach(ofCron::remove);
    assertThat(ofWorker).containsAllEntriesOf(ofCron);
    assertThat(ofWorker.get("USER")).isEqualTo("root");
    assertThat(ofWorker.get("limit Max open files")).startsWith("1024 ");
    assertThat(ofWorker.get("Umask:")).isEqualTo("0027");
  }

  @Test
  void a_process_inherits_no_descriptor_and_no_ignored_signal() throws Exception {
    worker("trap '' HUP USR1 PIPE; exec 7</dev/null; " + LIKE_A_SERVICE);
    Map<String, String> attributes = attributes(stdout("plain"));
    assertThat(attributes.get("SigIgn:")).isEqualTo("0000000000000000");
    assertThat(attributes.get("HOME")).isEqualTo(System.getProperty("user.home"));
    assertThat(attributes.get("USER")).isEqualTo(System.getProperty("user.name"));
    assertThat(attributes.get("LOGNAME")).isEqualTo(System.getProperty("user.name"));
    assertThat(attributes.get("SHELL")).isEqualTo("is set");
    assertThat(attributes.get("SigBlk:")).isEqualTo("0000000000000000");
    // The last one is its own look.
    assertThat(stdout("descriptors")).isEqualTo("0\n1\n2\n3\n");
    assertThat(attributes.get("descriptor 0")).isEqualTo("/dev/null");
    assertThat(attributes.get("descriptor 1")).isEqualTo("pipe:[N]");
    assertThat(attributes.get("terminal")).isEqualTo("0");
  }

  private String stdout(String task) {
    String job = site.submit(task, Map.of(), RunOn.ALL, "web01").get(0);
    return site.end(job, Duration.ofSeconds(60)).outcome().orElseThrow().stdout();
  }

  private Map<String, String> underCron() throws Exception {
    Path answer = directory.resolve("cron.txt");
    Path crontab = directory.resolve("crontab");
    Files.writeString(
        crontab,
        "* * * * * root "
            + probe
            + " >"
            + answer
            + ".part 2>&1 </dev/null && mv "
            + answer
            + ".part "
            + answer
            + "\n");
    String namespace =
        """
        mount --make-rprivate /
        mkdir -p /var/spool/cron /etc/cron.d
        mount -t tmpfs none /var/spool/cron
        mkdir /var/spool/cron/crontabs
        mount -t tmpfs none /etc/cron.d
        [ ! -e /etc/crontab ] || mount --bind /dev/null /etc/crontab
        mount -t tmpfs none /run
        cp %s /etc/cron.d/probe
        chmod 644 /etc/cron.d/probe
        exec %s -f
        """
            .formatted(crontab, CRON);
    Path script = Files.writeString(directory.resolve("namespace.sh"), "set -e\n" + namespace);
    // Whoever runs the tests in the background ignores these, and cron would pass that on.
    String defaults = "--default-signal=INT,QUIT";
    start(LIKE_A_SERVICE, "env", defaults, "unshare", "-m", "sh", script.toString());
    await("cron's next minute").atMost(Duration.ofSeconds(90)).until(() -> Files.exists(answer));
    return attributes(Files.readString(answer));
  }

  private Map<String, String> underWorker() throws Exception {
    worker(LIKE_A_SERVICE);
    String job = site.submit("probe", Map.of(), RunOn.ALL, "web01").get(0);
    assertThat(site.end(job, Duration.ofSeconds(60)).outcomeText()).isEqualTo("ok");
    return attributes(Files.readString(directory.resolve("worker.txt")));
  }

  private void worker(String shell) throws IOException {
    start(
        shell,
        "env",
        "JAVA_HOME=" + System.getProperty("java.home"),
        Distribution.cl().toString(),
        directory.resolve("cl.yaml").toString(),
        "--worker",
        "--hostname",
        "web01");
  }

  private void start(String shell, String... command) throws IOException {
    List<String> line = new ArrayList<>(AS_A_SERVICE);
    line.add(shell);
    line.addAll(List.of(command));
    processes.add(
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log-" + processes.size()).toFile())
            .start());
  }

  /** Returns values by name; what differs by nature is left out. */
  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("limit ")) {
        String[] words = line.strip().split(" (?=unlimited|[0-9])", 2);
        attributes.put(words[0], words.length == 2 ? words[1] : "");
      } else if (line.startsWith("descriptor ")) {
        attributes.put(line.substring(0, 12), line.substring(13));
      } else {
        String[] words = line.split("[ \\t]+", 2);
        attributes.put(words[0], words.length == 2 ? words[1].strip() : "");
      }
    }
    attributes.computeIfPresent(
        "SigIgn:",
        (name, signals) ->
            "%016x".formatted(Long.parseUnsignedLong(signals, 16) & ~SIGNALS_OF_THE_C_LIBRARY));
    return attributes;
  }

  private static boolean canMount() throws Exception {
    return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
  }
}
