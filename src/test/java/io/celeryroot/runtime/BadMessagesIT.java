// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.testing.TestSite;
import io.celeryroot.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What an attacker who can write to Redis puts into a queue, taken by a real worker. */
class BadMessagesIT {

  private static final String LIST = "{web_tasks}.web01";

  @TempDir private static Path directory;
  @TempDir private static Path routes;
  private static TestSite site;

  @BeforeAll
  static void startWorker() throws IOException {
    Files.writeString(
        routes.resolve("mine.camel.yaml"),
        """
        - route:
            id: mine
            from:
              uri: direct:mine
              steps:
                - setBody: {simple: "headers: ${headers} variables: ${variables}"}
        """);
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01, web02], concurrency: 1, tasks: [touch, env, many, slowly, mine]}
            tasks:
              touch:
                command: [touch, "%s/{name}"]
                params:
                  name: {required: true, pattern: "[a-z0-9-]+"}
              env: {script: "env"}
              many:
                command: [printf, "%%s", "{a}"]
                params: {a: {choices: ["1", "true"]}, b: {default: "x"}}
              slowly:
                command: [printf, "%%s", "{text}"]
                params: {text: {pattern: '(a|a|c\\1)+b'}}
              forbidden: {script: "touch %s/forbidden"}
              mine: {to: "direct:mine", params: {a: {default: "x"}}}
            routes: %s/mine.camel.yaml
            schedules: {}
            """
                .formatted(directory, directory, routes));
    site.worker("web01");
  }

  @AfterAll
  static void stop() throws IOException {
    site.close();
  }

  @BeforeEach
  void forgetDeadLetters() {
    new DeadLetterQueue(site.redis(), Duration.ofDays(1)).purge("web_tasks");
  }

  static Stream<Arguments> badMessages() {
    return Stream.of(
        arguments("unreadable JSON", "{\"headers\": {", "not JSON"),
        arguments("no JSON at all", "\u001b[2J\u0000", "not JSON"),
        arguments("nothing", "", "not JSON"),
        arguments("a list", "[1, 2]", "message is no JSON object"),
        arguments("deep nesting", "[".repeat(100_000), "deeper than 64 levels"),
        arguments(
            "deep nesting in a body",
            touch("deep").field("body", body("[".repeat(100_000))).text(),
            "deeper than 64 levels"),
        arguments("text behind the message", touch("behind").text() + "{}", "not JSON"),
        arguments("protocol 1", protocol1(), "protocol 2"),
        arguments("a pickle", pickle(), "application/x-python-serialize"),
        arguments("a wrong base64", touch("base64").field("body", "%%%").text(), "not base64"),
        arguments("a body of two", touch("two").field("body", body("[[], {}]")).text(), "body"),
        arguments("a number as body", touch("number").field("body", 7).text(), "no body"),
        arguments("args no list", touch("args").args(Map.of("a", 1)).text(), "args"),
        arguments("kwargs no object", touch("kwargs").kwargs(List.of(1)).text(), "kwargs"),
        arguments("no id", touch("no-id").header("id", null).text(), "\"id\""),
        arguments("a number as id", touch("id").header("id", 12).text(), "\"id\""),
        arguments("no task", touch("no-task").header("task", null).text(), "\"task\""),
        arguments("an id of 10 kB", touch("x".repeat(10_000)).text(), "longer than 512"),
        arguments("a line in an id", touch("a\nb").text(), "control characters"),
        arguments("an escape sequence in an id", touch("a\u001b[2Jb").text(), "control characters"),
        arguments("a C1 control in an id", touch("a\u009b2Jb").text(), "control characters"),
        arguments("a line in a task", Wire.of("to\nuch", "line").text(), "control characters"),
        arguments(
            "a NUL in a run",
            touch("run").header("cl_run", "a\u0000b").text(),
            "control characters"),
        arguments(
            "a line in a schedule",
            touch("schedule").header("cl_schedule", "a\nb").text(),
            "control characters"),
        arguments("an unknown task", Wire.of("nothing", "unknown").text(), "unknown task"),
        arguments("a path as task", Wire.of("../touch", "path").text(), "unknown task"),
        arguments("a route as task", Wire.of("direct:task.touch", "uri").text(), "unknown task"),
        arguments("options in a task", Wire.of("touch?timeout=1", "opt").text(), "unknown task"),
        arguments("a placeholder as task", Wire.of("{{env:HOME}}", "ph").text(), "unknown task"),
        arguments("an expression as task", Wire.of("${body}", "expr").text(), "unknown task"),
        arguments(
            "a task the role does not allow", Wire.of("forbidden", "no").text(), "not allowed"),
        arguments("a missing value", Wire.of("touch", "missing").text(), "required, not given"),
        arguments("an extra value", named("extra", "name", "x", "more", 1), "no parameter"),
        arguments("too many values", touch("many").args(List.of(1, 2, 3)).text(), "3 values"),
        arguments("an object as value", named("object", "name", Map.of("a", 1)), "not a text"),
        arguments("a list as value", named("list", "name", List.of("a")), "not a text"),
        arguments("null as value", named("null", "name", null), "required, not given"),
        arguments("a path as value", named("traversal", "name", "../x"), "does not match"),
        arguments("a NUL in a value", named("nul", "name", "a\u0000b"), "NUL"),
        arguments("100 kB as value", named("big", "name", "a".repeat(100_000)), "longer than"),
        arguments(
            "a value that makes its pattern run for ever",
            Wire.of("slowly", "redos").kwargs(Map.of("text", "a".repeat(60))).text(),
            "does not match"),
        arguments("a chord", chord(), "asks for \"chord\""),
        arguments("an eta in the year 99999", eta("+99999-01-01T00:00:00Z"), "no time"),
        arguments("a negative eta", eta("-0001-01-01T00:00:00Z"), "no time"),
        arguments("an eta that overflows", eta("+999999999-12-31T23:59:59Z"), "no time"),
        arguments("an eta of words", eta("tomorrow"), "no time"),
        arguments("a number as eta", eta(12), "no time"),
        arguments(
            "an expiry that overflows",
            touch("expires").header("expires", "+999999999-12-31T23:59:59Z").text(),
            "no time"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badMessages")
  void a_bad_message_becomes_a_dead_letter_and_the_next_job_runs(
      String what, String message, String reason) throws IOException {
    push(message.getBytes(UTF_8));

    JobResult good = goodJob();

    assertThat(good.outcomeText()).isEqualTo("ok");
    List<DeadLetter> dead = dead();
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).reason()).contains(reason);
    assertThat(dead.get(0).message()).isEqualTo(message);
    assertThat(touched()).isEmpty();
  }

  @Test
  void a_message_of_50_mb_becomes_a_dead_letter_without_its_text() {
    String message = touch("huge").property("pad", "x".repeat(50 * 1024 * 1024)).text();
    push(message.getBytes(UTF_8));

    assertThat(goodJob().outcomeText()).isEqualTo("ok");

    assertThat(dead()).hasSize(1);
    assertThat(dead().get(0).reason()).contains("bytes, at most 4194304 are read");
    assertThat(dead().get(0).entry().length()).isLessThan(2000);
  }

  @Test
  void bytes_that_are_no_text_are_a_dead_letter() {
    push(new byte[] {(byte) 0x80, 4, (byte) 0x95, 0, (byte) 0xff});

    assertThat(goodJob().outcomeText()).isEqualTo("ok");

    assertThat(dead().get(0).reason()).isEqualTo("not UTF-8");
  }

  @Test
  void a_number_and_a_boolean_are_values_like_their_text() {
    String number = "n1";
    push(Wire.of("many", number).kwargs(Map.of("a", 1)).text().getBytes(UTF_8));
    String bool = "b1";
    push(Wire.of("many", bool).kwargs(Map.of("a", true)).text().getBytes(UTF_8));

    assertThat(site.end(number).outcome().orElseThrow().stdout()).isEqualTo("1");
    assertThat(site.end(bool).outcome().orElseThrow().stdout()).isEqualTo("true");
  }

  @Test
  void an_id_that_was_seen_before_does_not_run_again() throws IOException {
    String text = touch("twice").kwargs(Map.of("name", "first")).text();
    push(text.getBytes(UTF_8));
    site.end("twice");
    Files.delete(directory.resolve("first"));
    push(text.getBytes(UTF_8));
    push(touch("twice").kwargs(Map.of("name", "second")).text().getBytes(UTF_8));

    assertThat(goodJob().outcomeText()).isEqualTo("ok");

    assertThat(touched()).isEmpty();
    assertThat(site.end("twice").outcomeText()).isEqualTo("ok");
  }

  @Test
  void characters_of_keys_globs_and_paths_in_an_id_mean_nothing() {
    for (String id : List.of("*", "{other}", "../../etc", "a b", "%n%s", "x\u202ey", "[", "?")) {
      push(Wire.of("env", id).text().getBytes(UTF_8));

      assertThat(site.end(id).outcomeText()).as(id).isEqualTo("ok");
      assertThat(site.end(id).outcome().orElseThrow().stdout()).contains("CL_JOB_ID=" + id + "\n");
    }
  }

  @Test
  void fields_named_like_camel_headers_change_nothing() throws IOException {
    push(withCamelHeaders(Wire.of("env", "camel")).text().getBytes(UTF_8));

    String stdout = site.end("camel").outcome().orElseThrow().stdout();
    assertThat(stdout).contains("CL_TASK=env\n").doesNotContain("Camel", "touch");
    assertThat(touched()).isEmpty();
  }

  @Test
  void a_route_of_the_user_gets_no_header_from_a_message() {
    push(withCamelHeaders(Wire.of("mine", "route")).text().getBytes(UTF_8));
    push(
        Wire.of("mine", "parameter")
            .kwargs(Map.of("CamelExecCommandExecutable", "touch"))
            .text()
            .getBytes(UTF_8));

    assertThat(site.end("route").outcome().orElseThrow().stdout())
        .startsWith("headers: {")
        .doesNotContainIgnoringCase("camel")
        .doesNotContain("touch");
    assertThat(site.end("parameter").outcomeText()).contains("no parameter");
  }

  private static Wire withCamelHeaders(Wire wire) {
    for (String name :
        List.of(
            "CamelExecCommandExecutable",
            "cAmElExEcCommandExecutable",
            "CamelExecCommandArgs",
            "CamelExecCommandWorkingDir",
            "CamelFileName",
            "CamelHttpUri",
            "CamelRedis.Command",
            "CamelRedis.Key",
            "camelredis.value",
            "CamelToEndpoint",
            "CamelBeanMethodName")) {
      wire.header(name, "touch").property(name, "touch").field(name, "touch");
    }
    return wire;
  }

  @Test
  void forged_headers_of_ours_choose_neither_host_nor_attempt_nor_a_longer_time_limit() {
    Wire wire =
        Wire.of("env", "forged")
            .header("cl_host", "web02")
            .header("cl_target", "web02")
            .header("cl_attempt", 99)
            .header("retries", 99)
            .header("timelimit", List.of(1e8, 1e8))
            .header("reply_to", LIST)
            .header("eta", "1970-01-01T00:00:00Z")
            .property("reply_to", LIST)
            .property("correlation_id", "another")
            .property("delivery_info", Map.of("routing_key", "{web_tasks}.web02"));

    push(wire.text().getBytes(UTF_8));

    JobResult result = site.end("forged");
    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.attempt()).isEqualTo(1);
    assertThat(result.host()).isEqualTo("web01");
    assertThat(result.outcome().orElseThrow().stdout()).contains("CL_HOST=web01\n");
    assertThat(site.result("another")).isEmpty();
    assertThat(site.redis().jedis().llen("{web_tasks}.web02")).isZero();
  }

  @Test
  void a_forged_schedule_does_not_free_the_place_that_another_job_holds() {
    String slot = "{web_tasks}:slot:nightly:web01";
    site.redis().jedis().set(slot, "the-real-one");
    push(
        Wire.of("env", "thief")
            .header("cl_schedule", "nightly")
            .header("cl_overlap", "skip")
            .text()
            .getBytes(UTF_8));

    site.end("thief");

    goodJob();
    assertThat(site.redis().jedis().get(slot)).isEqualTo("the-real-one");
  }

  @Test
  void garbage_where_the_record_of_a_job_should_be_is_replaced() {
    site.redis().jedis().set("celery-task-meta-g1".getBytes(UTF_8), new byte[] {(byte) 0xff, 1});
    site.redis().jedis().lpush("celery-task-meta-g2", "a list");
    site.redis().jedis().set("celery-task-meta-g3", "{\"status\": 7, \"cl\": [], \"result\": 1}");
    site.redis().jedis().set("celery-task-meta-g4", "null");

    for (String id : List.of("g1", "g2", "g3", "g4")) {
      push(Wire.of("env", id).text().getBytes(UTF_8));
    }

    for (String id : List.of("g1", "g2", "g3", "g4")) {
      assertThat(site.end(id).outcomeText()).as(id).isEqualTo("ok");
    }
  }

  @Test
  void a_job_for_the_year_9999_waits_aside_and_blocks_nobody() {
    push(Wire.of("env", "far").header("eta", "9998-01-01T00:00:00Z").text().getBytes(UTF_8));

    assertThat(goodJob().outcomeText()).isEqualTo("ok");

    assertThat(site.redis().jedis().zcard("{web_tasks}.web01:delayed")).isEqualTo(1);
    site.redis().jedis().del("{web_tasks}.web01:delayed");
  }

  @Test
  void a_flood_of_bad_messages_is_followed_by_the_good_one_and_makes_few_lines_of_log() {
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.worker");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (int i = 0; i < 450; i++) {
        push(("{" + i).getBytes(UTF_8));
        push(Wire.of("nothing", "unknown" + i).text().getBytes(UTF_8));
      }

      String job = site.submit("env", Map.of(), RunOn.ALL, "web01").get(0);

      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> site.result(job).filter(JobResult::hasEnded).isPresent());
    } finally {
      logger.detachAppender(log);
    }
    assertThat(new QueueReader(site.redis()).deadCount("web_tasks")).isEqualTo(900);
    // Ten of each kind, in each minute that the flood takes.
    assertThat(List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList())
        .filteredOn(line -> line.contains("dead letters"))
        .hasSizeLessThanOrEqualTo(60);
  }

  private static JobResult goodJob() {
    JobResult result = site.end(site.submit("env", Map.of(), RunOn.ALL, "web01").get(0));
    assertThat(result.outcome().orElseThrow().outcome()).isEqualTo(Outcome.OK);
    return result;
  }

  private static void push(byte[] message) {
    site.redis().jedis().lpush(LIST.getBytes(UTF_8), message);
  }

  private static List<DeadLetter> dead() {
    return new DeadLetterQueue(site.redis(), Duration.ofDays(1)).read("web_tasks");
  }

  private static List<Path> touched() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static Wire touch(String id) {
    return Wire.of("touch", id).kwargs(Map.of("name", "bad"));
  }

  private static String named(String id, String name, Object value) {
    Map<String, Object> kwargs = new LinkedHashMap<>();
    kwargs.put(name, value);
    return Wire.of("touch", id).kwargs(kwargs).text();
  }

  private static String named(String id, String name, Object value, String other, Object more) {
    return Wire.of("touch", id).kwargs(Map.of(name, value, other, more)).text();
  }

  private static String eta(Object time) {
    return touch("eta").header("eta", time).text();
  }

  private static String chord() {
    return touch("chord")
        .field("body", body("[[], {\"name\": \"bad\"}, {\"chord\": {\"task\": \"touch\"}}]"))
        .text();
  }

  /** Before 2017: everything is in the body, headers are empty. */
  private static String protocol1() {
    Map<String, Object> body =
        Map.of("task", "touch", "id", "v1", "args", List.of(), "kwargs", Map.of("name", "bad"));
    return Wire.json(
        Map.of(
            "body",
            body(Wire.json(body)),
            "content-type",
            "application/json",
            "content-encoding",
            "utf-8",
            "headers",
            Map.of(),
            "properties",
            Map.of("body_encoding", "base64")));
  }

  /** {@code pickle.dumps(([], {}, {}))} with {@code os.system} in place of the arguments. */
  private static String pickle() {
    byte[] bytes = "cos\nsystem\n(S'touch pickled'\ntR.".getBytes(UTF_8);
    return touch("pickle")
        .field("content-type", "application/x-python-serialize")
        .field("content-encoding", "binary")
        .field("body", Base64.getEncoder().encodeToString(bytes))
        .text();
  }

  private static String body(String json) {
    return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
  }
}
