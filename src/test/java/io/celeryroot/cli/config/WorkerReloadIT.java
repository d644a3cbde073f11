// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.cli.Cl;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.task.process.Machine;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers, as real processes, whose file changes while jobs run. */
@Execution(ExecutionMode.CONCURRENT)
final class WorkerReloadIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01], concurrency: 2}
        db: {hostnames: [db01]}
      tasks:
        say: {command: [echo, old]}
        precious:
          command: [sh, -c, "echo $$ > pid; while [ ! -e go ]; do sleep 0.1; done"]
          workdir: "%1$s"
          on_lost: fail
        long: {command: [sh, -c, "while [ ! -e go ]; do sleep 0.1; done; echo done"], workdir: "%1$s"}
      """;

  private static final String IN_USE = "; in use";

  @TempDir private Path directory;

  private TestSite site() throws IOException {
    return TestSite.with(CL_YAML.formatted(directory)).in(directory).start();
  }

  /** Waits as long as a busy machine may need. */
  private static ConditionFactory patiently() {
    return await().atMost(TestProcess.PATIENCE);
  }

  private void change(TestProcess seen, String from, String to) throws IOException {
    String text = Files.readString(directory.resolve("cl.yaml"));
    assertThat(text).contains(from);
    long before = count(seen.log(), IN_USE);
    write(text.replace(from, to));
    patiently().until(() -> count(seen.log(), IN_USE) > before);
  }

  private static long count(String text, String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }

  private void write(String text) throws IOException {
    Path next = Files.writeString(directory.resolve("next.yaml"), text);
    Files.move(
        next,
        directory.resolve("cl.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static TestProcess ready(TestProcess process) {
    process.awaitLog("ready");
    return process;
  }

  private void go() throws IOException {
    Files.createFile(directory.resolve("go"));
  }

  @Test
  void a_job_of_before_goes_on_while_the_next_ones_run_by_the_changed_file() throws Exception {
    try (TestSite site = site()) {
      TestProcess worker = ready(site.workerProcess("web01"));
      String before = site.submit("long", RunOn.ALL, "web").get(0);
      site.awaitStart(before);
      String first = site.submit("say", RunOn.ALL, "web").get(0);
      assertThat(site.end(first, TestProcess.PATIENCE).outcome().orElseThrow().stdout())
          .contains("old");

      change(worker, "echo, old", "echo, new");
      String second = site.submit("say", RunOn.ALL, "web").get(0);
      change(worker, "echo, new", "echo, newer");
      String third = site.submit("say", RunOn.ALL, "web").get(0);

      assertThat(site.end(second, TestProcess.PATIENCE).outcome().orElseThrow().stdout())
          .isEqualTo("new\n");
      assertThat(site.end(third, TestProcess.PATIENCE).outcome().orElseThrow().stdout())
          .isEqualTo("newer\n");
      String list = new Cl(directory).clock(Clock.systemUTC()).run("task", "status").out();
      assertThat(list).as("the job of before is among those that run").contains("long");
      go();
      JobResult ended = site.end(before, TestProcess.PATIENCE);
      assertThat(ended.state()).isEqualTo(JobState.SUCCESS);
      assertThat(ended.attempt()).isEqualTo(1);
      assertThat(ended.outcome().orElseThrow().stdout()).contains("done");
      worker.term();
      assertThat(worker.awaitExit()).isZero();
      assertThat(worker.log()).doesNotContain(" ERROR ", " WARN ");
    }
  }

  @Test
  void a_host_never_runs_more_jobs_than_its_new_file_allows() throws Exception {
    try (TestSite site = site()) {
      TestProcess worker = ready(site.workerProcess("web01"));
      String before = site.submit("long", RunOn.ALL, "web").get(0);
      site.awaitStart(before);

      change(worker, "concurrency: 2", "concurrency: 1");
      String next = site.submit("say", RunOn.ALL, "web").get(0);

      await("a second in which it could start")
          .during(Duration.ofSeconds(1))
          .atMost(TestProcess.PATIENCE)
          .until(() -> site.result(next).filter(JobResult::hasEnded).isEmpty());
      go();
      assertThat(site.end(before, TestProcess.PATIENCE).state()).isEqualTo(JobState.SUCCESS);
      assertThat(site.end(next, TestProcess.PATIENCE).state()).isEqualTo(JobState.SUCCESS);
    }
  }

  @Test
  void a_host_serves_the_roles_of_its_changed_file_and_keeps_the_old_ones_when_it_has_none()
      throws Exception {
    try (TestSite site = site()) {
      TestProcess worker = ready(site.workerProcess("web01"));

      change(worker, "hostnames: [db01]", "hostnames: [db01, web01]");
      change(worker, "web: {hostnames: [web01]", "web: {hostnames: [web02]");
      String ofDb =
          site.submit("say", Map.of(), List.of(new Target("db", "db_tasks", Optional.of("web01"))))
              .get(0);
      assertThat(site.end(ofDb, TestProcess.PATIENCE).state()).isEqualTo(JobState.SUCCESS);

      String text = Files.readString(directory.resolve("cl.yaml"));
      write(text.replace("[db01, web01]", "[db01]"));
      worker.awaitLog("cannot run; the old one stays in use: web01 is in no role");
      assertThat(worker.isAlive()).isTrue();
    }
  }

  @Test
  void a_worker_that_dies_after_a_change_loses_no_job_of_either_file() throws Exception {
    try (TestSite site = site()) {
      TestProcess worker = ready(site.workerProcess("web01"));
      String before = site.submit("long", RunOn.ALL, "web").get(0);
      site.awaitStart(before);
      change(worker, "echo, old", "echo, new");
      String after = site.submit("long", RunOn.ALL, "web").get(0);
      site.awaitStart(after);

      worker.kill();
      ready(site.workerProcess("web01"));
      go();

      assertThat(site.end(before, Duration.ofSeconds(45)).state()).isEqualTo(JobState.SUCCESS);
      assertThat(site.end(after, Duration.ofSeconds(45)).state()).isEqualTo(JobState.SUCCESS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_worker_that_dies_after_a_change_leaves_no_process_of_a_lost_job(boolean isLeaseOver)
      throws Exception {
    try (TestSite site = site()) {
      TestProcess worker = ready(site.workerProcess("web01"));
      change(worker, "echo, old", "echo, new");
      String job = site.submit("precious", RunOn.ALL, "web").get(0);
      site.awaitStart(job);
      patiently().until(() -> Files.exists(directory.resolve("pid")));
      long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
      long start = Machine.HERE.start(pid);

      worker.kill();
      assertThat(Machine.HERE.isGone(pid, start)).as("it outlives its worker").isFalse();
      if (isLeaseOver) {
        Set<String> leases = site.redis().call("finding", j -> j.keys(Keys.lease("*", "*")));
        leases.forEach(lease -> site.redis().call("ending", j -> j.del(lease)));
      }
      ready(site.workerProcess("web01"));

      patiently().until(() -> Machine.HERE.isGone(pid, start));
      assertThat(site.end(job, TestProcess.PATIENCE).outcome().orElseThrow().text())
          .startsWith("lost");
    }
  }

  @Test
  void a_route_that_begins_by_itself_runs_by_one_file_only() throws Exception {
    try (TestSite site = site()) {
      tick("one");
      write(Files.readString(directory.resolve("cl.yaml")) + "routes: [tick.camel.yaml]\n");
      TestProcess worker = ready(site.workerProcess("web01"));
      patiently().until(() -> ticks("one") > 0);
      String before = site.submit("long", RunOn.ALL, "web").get(0);
      site.awaitStart(before);

      tick("two");
      change(worker, "echo, old", "echo, new");
      // What was on its way when the old one stopped has ended by then.
      patiently().until(() -> ticks("two") > 10L * "two\n".length());
      long ofOld = ticks("one");
      patiently().until(() -> ticks("two") > 20L * "two\n".length());

      assertThat(ticks("one")).isEqualTo(ofOld);
      go();
      assertThat(site.end(before, TestProcess.PATIENCE).attempt()).isEqualTo(1);
    }
  }

  private void tick(String text) throws IOException {
    Files.writeString(
        directory.resolve("tick.camel.yaml"),
        """
        - route:
            id: tick
            from:
              uri: timer:tick?period=100
              steps:
                - setBody: {constant: "%1$s\\n"}
                - to: "file:%2$s?fileName=ticks-%1$s&fileExist=Append"
        """
            .formatted(text, directory));
  }

  private long ticks(String text) throws IOException {
    Path file = directory.resolve("ticks-" + text);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  @Test
  void a_stop_waits_for_the_jobs_of_the_file_before() throws Exception {
    try (TestSite site = site()) {
      TestProcess worker = ready(site.workerProcess("web01"));
      String before = site.submit("long", RunOn.ALL, "web").get(0);
      site.awaitStart(before);
      change(worker, "echo, old", "echo, new");

      worker.term();
      worker.awaitLog("stopping");
      go();

      assertThat(worker.awaitExit()).isZero();
      JobResult ended = site.end(before, TestProcess.PATIENCE);
      assertThat(ended.state()).isEqualTo(JobState.SUCCESS);
      assertThat(ended.attempt()).isEqualTo(1);
    }
  }

  @Test
  void all_in_one_process_follow_the_file_too() throws Exception {
    try (TestSite site = site()) {
      TestProcess up = site.cl(List.of(), "up", "--management-port", "0");
      up.awaitLog("ready after");
      write(
          Files.readString(directory.resolve("cl.yaml"))
                  .replace("echo, old", "echo, new")
                  .replace("[web01]", "[web01, web02]")
              + "schedules: {often: {every: 1s, task: say, targets: [db]}}\n");
      up.awaitLog("its new content is in use");

      String web02 =
          site.submit(
                  "say", Map.of(), List.of(new Target("web", "web_tasks", Optional.of("web02"))))
              .get(0);
      assertThat(site.end(web02, TestProcess.PATIENCE).outcome().orElseThrow().stdout())
          .isEqualTo("new\n");
      up.awaitLog("db01: often (say) ok");
      up.term();
      assertThat(up.awaitExit()).isZero();
    }
  }

  @Test
  void the_management_port_stays_where_it_is_and_shows_the_changed_file() throws Exception {
    try (TestSite site = site()) {
      for (String[] process :
          List.of(new String[] {"--beat"}, new String[] {"--worker", "--hostname", "web01"})) {
        List<String> words = new ArrayList<>(List.of(process));
        words.addAll(List.of("--management-port", "0"));
        TestProcess managed = site.cl(List.of(), words.toArray(String[]::new));
        managed.awaitLog("health, metrics");
        Matcher address = Pattern.compile("http://127[.]0[.]0[.]1:\\d+").matcher(managed.log());
        assertThat(address.find()).isTrue();
        String port = address.group();

        change(managed, "say:", "tell:");
        assertThat(get(port + "/observe/health").statusCode()).isEqualTo(200);
        assertThat(get(port + "/observe/metrics").body()).contains("celeryroot_");
        assertThat(get(port + "/schedules").statusCode()).isEqualTo(200);

        change(managed, "tell:", "say:");
        String text = Files.readString(directory.resolve("cl.yaml"));
        write(text + "routes: [broken.camel.yaml]\n");
        Files.writeString(
            directory.resolve("broken.camel.yaml"),
            "- route: {id: x, from: {uri: 'nothing:here', steps: [{log: x}]}}\n");
        write(text + "routes: [broken.camel.yaml]\n\n");
        if (process.length > 1) {
          managed.awaitLog("cannot run; the old one stays in use");
          patiently()
              .ignoreExceptions()
              .until(() -> get(port + "/observe/health").statusCode() == 200);
        }
        write(text);
        managed.term();
        assertThat(managed.awaitExit()).isZero();
      }
    }
  }

  private static HttpResponse<String> get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
