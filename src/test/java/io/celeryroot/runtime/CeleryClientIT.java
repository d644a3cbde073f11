// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobResult;
import io.celeryroot.testing.PythonCelery;
import io.celeryroot.testing.TestSite;
import io.celeryroot.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of docs/celery.md: a real Celery client before a real worker of ours. */
class CeleryClientIT {

  @TempDir private static Path directory;
  private static TestSite site;
  private static PythonCelery celery;

  @BeforeAll
  static void startWorker() {
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01], concurrency: 1}
              prefixed: {hostnames: [web01], queue: site1_tasks}
            tasks:
              echo: {celery_name: shop.tasks.echo, command: [printf, "%s", "{text}"], params: {text: {default: nothing}}}
              sleep: {command: [sleep, "{seconds}"], params: {seconds: {required: true}}, timeout: 60s}
              fail: {script: "echo first >&2; echo no disk >&2; exit 3"}
            """);
    site.worker("web01");
    celery =
        PythonCelery.in(
            directory, site.server().url(), "app.conf.task_default_queue = 'web_tasks'");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"time_limit=1", "soft_time_limit=1", "time_limit=9, soft_time_limit=1"})
  void a_time_limit_of_the_client_ends_the_job(String limit) throws Exception {
    String said =
        celery.run(
            """
            r = app.send_task('sleep', ['30'], %s)
            try:
                r.get(timeout=20)
            except Exception as e:
                print(type(e).__name__, e.args[0], r.result.args[0], r.id)
            """
                .formatted(limit));

    assertThat(said).startsWith("TimeLimitExceeded timed out timed out ");
    JobResult result = site.result(said.substring(said.lastIndexOf(' ') + 1)).orElseThrow();
    assertThat(result.outcomeText()).isEqualTo("timed out");
    assertThat(result.outcome().orElseThrow().duration())
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zlib", "bzip2"})
  void a_compressed_body_is_read(String method) throws Exception {
    assertThat(echo("['x' * 1000], compression='%s'".formatted(method)))
        .isEqualTo("x".repeat(1000));
  }

  @Test
  void a_method_that_is_not_read_is_named_in_the_clients_result() throws Exception {
    assertThat(error("'echo', ['x'], compression='lzma'"))
        .startsWith("Reject rejected (compressed with \"application/x-lzma\"");
  }

  @Test
  void none_is_a_missing_value() throws Exception {
    assertThat(echo("[None]")).isEqualTo("nothing");
    assertThat(echo("kwargs={'text': None}")).isEqualTo("nothing");
  }

  @Test
  void dates_decimals_and_uuids_of_this_celery_are_their_texts() throws Exception {
    assertThat(echo("[__import__('datetime').datetime(2026, 11, 28, 12)]"))
        .isEqualTo("2026-11-28T12:00:00");
    assertThat(echo("[__import__('decimal').Decimal('1.50')]")).isEqualTo("1.50");
    assertThat(echo("[__import__('uuid').UUID(int=1)]"))
        .isEqualTo("00000000-0000-0000-0000-000000000001");
  }

  /** Newer versions of kombu than Debian's put this on the wire. */
  @Test
  void typed_values_of_the_newest_kombu_are_their_texts() {
    Map<String, String> date = Map.of("__type__", "date", "__value__", "2026-11-28");
    site.redis()
        .call(
            "sending",
            j ->
                j.lpush(
                    "web_tasks",
                    Wire.of("echo", "typed").args(Arrays.asList((Object) date)).text()));

    assertThat(site.end("typed").outcome().orElseThrow().stdout()).isEqualTo("2026-11-28");
  }

  @Test
  void a_chain_is_carried_on_with_what_the_job_before_printed() throws Exception {
    assertThat(
            celery.run(
                """
                from celery import chain
                r = chain(app.signature('echo', ['first']), app.signature('echo'),
                          app.signature('echo', immutable=True), app.signature('echo', ['last'], immutable=True)).apply_async()
                print(r.get(timeout=20)['stdout'], r.parent.get()['stdout'], r.parent.parent.get()['stdout'])
                """))
        .isEqualTo("last nothing first");
  }

  @Test
  void the_rest_of_a_broken_chain_fails_at_once() throws Exception {
    assertThat(
            celery.run(
                """
                from celery import chain
                r = chain(app.signature('fail'), app.signature('echo'), app.signature('echo')).apply_async()
                for each in (r, r.parent):
                    each.get(timeout=20, propagate=False)
                print(r.state, r.parent.state, r.result.args[0] == 'failed (job %s before it: failed (exit 3))' % r.parent.parent.id)
                """))
        .isEqualTo("FAILURE FAILURE True");
  }

  @Test
  void a_link_is_sent_when_the_job_ended_well_and_a_link_error_when_it_failed() throws Exception {
    assertThat(
            celery.run(
                """
                import uuid
                ids = [str(uuid.uuid4()) for _ in range(4)]
                def sig(i): return app.signature('echo', options={'task_id': ids[i], 'queue': 'web_tasks'})
                app.send_task('echo', ['x'], link=sig(0), link_error=sig(1)).get(timeout=20)
                bad = app.send_task('fail', link=sig(2), link_error=sig(3))
                bad.get(timeout=20, propagate=False)
                print(app.AsyncResult(ids[0]).get(timeout=20)['stdout'],
                      app.AsyncResult(ids[3]).get(timeout=20)['stdout'] == bad.id,
                      app.AsyncResult(ids[1]).state, app.AsyncResult(ids[2]).state)
                """))
        .isEqualTo("x True PENDING PENDING");
  }

  @Test
  void a_group_is_several_jobs() throws Exception {
    assertThat(
            celery.run(
                """
                from celery import group
                r = group(app.signature('echo', [str(i)]) for i in range(3)).apply_async()
                print([each['stdout'] for each in r.get(timeout=20)])
                """))
        .isEqualTo("['0', '1', '2']");
  }

  @ParameterizedTest
  @CsvSource({
    "chord=app.signature('echo'), chord",
    "link=app.signature('echo').set(priority=5), priority",
    "link=group(app.signature('echo')), group",
    "chain=[group(app.signature('echo'))], group"
  })
  void other_canvas_is_refused_by_name_at_once(String part, String name) throws Exception {
    assertThat(error("'echo', ['x'], " + part))
        .startsWith("Reject rejected (asks for ")
        .contains("\"" + name + "\"")
        .endsWith("which is not supported)");
  }

  @Test
  void a_task_is_known_by_its_name_in_celery_too() throws Exception {
    assertThat(
            celery.run(
                """
                r = app.send_task('shop.tasks.echo', ['x'])
                print(r.get(timeout=20)['stdout'], app.send_task('echo', ['y']).get(timeout=20)['stdout'])
                """))
        .isEqualTo("x y");
    assertThat(error("'shop.tasks.other', ['x']")).startsWith("Reject rejected (unknown task: ");
  }

  @Test
  void a_failed_job_has_a_traceback_of_its_exit_code_and_its_last_errors() throws Exception {
    String said =
        celery.run(
            """
            r = app.send_task('fail')
            r.get(timeout=20, propagate=False)
            print(r.traceback)
            """);

    assertThat(said).isEqualTo("failed (exit 3)\nfirst\nno disk");
  }

  @Test
  void a_job_whose_result_is_ignored_leaves_none_but_is_on_record() throws Exception {
    String id =
        celery.run(
            """
            r = app.send_task('echo', ['secret output'], ignore_result=True)
            print(r.id)
            """);

    JobResult result = site.end(id);

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.attempt()).isEqualTo(1);
    assertThat(result.outcome().orElseThrow().stdout()).isEmpty();
    assertThat(site.redis().jedis().get("celery-task-meta-" + id))
        .contains("\"result\":null")
        .doesNotContain("\"stdout\"");
    assertThat(celery.run("print(app.AsyncResult('%s').result)".formatted(id))).isEqualTo("None");
  }

  @Test
  void an_extended_result_is_always_stored() throws Exception {
    assertThat(
            celery.run(
                """
                r = app.send_task('echo', ['x'])
                r.get(timeout=20)
                print(r.name, r.args, r.kwargs, r.worker, r.retries, r.queue)
                """))
        .isEqualTo("echo ['x'] {} web01 0 web_tasks");
  }

  @Test
  void jobs_of_every_priority_run() throws Exception {
    assertThat(echo("['urgent'], priority=5")).isEqualTo("urgent");
    assertThat(echo("['later'], priority=9")).isEqualTo("later");
  }

  @Test
  void an_idle_worker_wakes_at_once_for_a_priority_that_was_used_before() throws Exception {
    echo("['x'], priority=6");

    String seconds =
        celery.run(
            """
            import time
            app.send_task('echo', ['x'], priority=6).get(timeout=20)
            began = time.time()
            app.send_task('echo', ['x'], priority=6).get(timeout=20)
            print(time.time() - began)
            """);

    assertThat(Double.parseDouble(seconds)).isLessThan(1);
  }

  @Test
  void an_expired_job_is_revoked() throws Exception {
    assertThat(
            celery.run(
                """
                import datetime
                past = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
                r = app.send_task('echo', ['x'], expires=past)
                r.get(timeout=20, propagate=False)
                print(r.state)
                """))
        .isEqualTo("REVOKED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pickle", "yaml"})
  void another_serializer_is_refused_by_name(String serializer) throws Exception {
    assertThat(error("'echo', ['x'], serializer='%s'".formatted(serializer)))
        .startsWith("Reject rejected (content-type is ")
        .endsWith("only application/json is read)");
  }

  @Test
  void a_prefix_of_the_broker_is_part_of_the_queue() throws Exception {
    assertThat(
            celery.run(
                """
                app.conf.broker_transport_options = {'global_keyprefix': 'site1_'}
                print(app.send_task('echo', ['x'], queue='tasks').get(timeout=20)['stdout'])
                """))
        .isEqualTo("x");
  }

  @Test
  void a_prefix_of_the_result_backend_is_not_spoken() throws Exception {
    String id = celery.run("r = app.send_task('echo', ['x']); r.get(timeout=20); print(r.id)");

    assertThat(site.redis().jedis().exists("celery-task-meta-" + id)).isTrue();
    assertThat(site.redis().jedis().keys("?*celery-task-meta-*")).isEmpty();
  }

  private static String echo(String arguments) throws IOException, InterruptedException {
    return celery.run(
        "print(app.send_task('echo', %s).get(timeout=20)['stdout'])".formatted(arguments));
  }

  private static String error(String arguments) throws IOException, InterruptedException {
    return celery.run(
        """
        from celery import group
        try:
            print(app.send_task(%s).get(timeout=20))
        except Exception as e:
            print(type(e).__name__, e.args[0])
        """
            .formatted(arguments));
  }
}
