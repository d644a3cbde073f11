// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.message.Canvas;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.queue.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void a_job_comes_back_as_it_was() throws Exception {
    Job job =
        Jobs.job(
            "backup-20261123T020000Z.web1",
            Jobs.HOST1,
            Optional.of("backup"),
            Overlap.QUEUE,
            Optional.of(NOON),
            Optional.of(NOON.plusSeconds(60)));

    assertThat(MessageCodec.read(MessageCodec.write(job), Jobs.HOST1)).isEqualTo(job);
  }

  @Test
  void conditions_travel_as_texts() throws Exception {
    Target target = new Target("web", "web_tasks", Optional.of("web1"));
    RunRequest request =
        Runs.byHand("sync", List.of(target)).onlyIf(List.of("load < 2", "uptime > 1h"));
    Job job = Runs.job(request, NOON);

    assertThat(MessageCodec.read(MessageCodec.write(job), target).conditions())
        .containsExactly("load < 2", "uptime > 1h");
    assertThat(MessageCodec.write(Jobs.job("a"))).doesNotContain("cl_if");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"load < 2\"", "{}", "[1]", "[null]", "[[]]", "true"})
  void conditions_that_are_no_texts_are_refused_and_not_left_out(String value) {
    String headers = "\"id\":\"a\",\"task\":\"t\",\"cl_if\":" + value;

    assertThatThrownBy(() -> MessageCodec.read(message("[[],{},{}]", headers), Jobs.ANY))
        .hasMessageContaining("\"cl_if\"");
  }

  @Test
  void the_number_and_the_length_of_conditions_are_bounded() {
    for (String value :
        List.of("[" + "\"x\",".repeat(20) + "\"x\"]", "[\"" + "x".repeat(1001) + "\"]")) {
      String headers = "\"id\":\"a\",\"task\":\"t\",\"cl_if\":" + value;

      assertThatThrownBy(() -> MessageCodec.read(message("[[],{},{}]", headers), Jobs.ANY))
          .hasMessageContaining("\"cl_if\"");
    }
  }

  @Test
  void the_same_job_is_the_same_message() {
    assertThat(MessageCodec.write(Jobs.job("a"))).isEqualTo(MessageCodec.write(Jobs.job("a")));
  }

  @Test
  void only_the_body_holds_values() {
    String message = MessageCodec.write(Jobs.job("a"));

    Map<String, Object> envelope = JsonReader.readObject(message).orElseThrow();
    String body = new String(Base64.getDecoder().decode((String) envelope.get("body")), UTF_8);
    assertThat(message).doesNotContain("hunter2").doesNotContain("/srv");
    assertThat(body).contains("hunter2");
    assertThat(Jobs.job("a").toString()).doesNotContain("hunter2");
  }

  @Test
  void the_headers_are_those_of_protocol_2() {
    Map<String, Object> envelope =
        JsonReader.readObject(MessageCodec.write(Jobs.job("a"))).orElseThrow();

    assertThat(JsonReader.object(envelope.get("headers")).orElseThrow())
        .containsKeys(
            "lang",
            "task",
            "id",
            "shadow",
            "eta",
            "expires",
            "group",
            "group_index",
            "retries",
            "timelimit",
            "root_id",
            "parent_id",
            "argsrepr",
            "kwargsrepr",
            "origin",
            "ignore_result");
    assertThat(JsonReader.object(envelope.get("properties")).orElseThrow())
        .containsKeys(
            "correlation_id",
            "reply_to",
            "delivery_mode",
            "delivery_info",
            "priority",
            "body_encoding",
            "delivery_tag");
    assertThat(envelope)
        .containsEntry("content-type", "application/json")
        .containsEntry("content-encoding", "utf-8");
  }

  @Test
  void what_a_foreign_client_leaves_out_gets_defaults() throws Exception {
    Job job = MessageCodec.read(message("[[1],{},{}]", "\"id\":\"a\",\"task\":\"sync\""), Jobs.ANY);

    assertThat(job.run()).isEmpty();
    assertThat(job.expires()).isEmpty();
    assertThat(job.overlap()).isEqualTo(Overlap.ALLOW);
    assertThat(job.hasSlot()).isFalse();
    assertThat(job.args()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T12:00:00+00:00",
    "2026-11-23T12:00:00",
    "2026-11-23T12:00:00.000000",
    "2026-11-23T12:00:00Z",
    "2026-11-23 14:00:00+02:00",
  })
  void times_are_read_in_every_form_that_celery_writes(String text) {
    assertThat(IsoTime.parse(text)).contains(NOON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-18:00"
      })
  void a_time_beyond_those_that_anyone_means_is_no_time(String text) {
    assertThat(IsoTime.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
  void the_first_and_the_last_second_that_count_are_times(String text) {
    assertThat(IsoTime.parse(text)).contains(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cl_run", "cl_schedule", "origin", "id", "task"})
  void a_name_with_a_control_character_is_refused(String header) {
    String headers = "\"id\":\"a\",\"task\":\"t\",\"%s\":\"x\\u0000\"".formatted(header);
    String own = headers.replaceFirst("\"%s\":\"[at]\",".formatted(header), "");

    assertThatThrownBy(() -> MessageCodec.read(message("[[],{},{}]", own), Jobs.ANY))
        .hasMessageContaining("\"" + header + "\"")
        .hasMessageContaining("control characters");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[],{},{\"chain\":[{\"task\":\"u\",\"subtask_type\":\"group\"}]}] | \"id\":\"a\",\"task\":\"t\" | asks for \"group\" in \"chain\", which is not supported",
        "[[],{},{\"callbacks\":[{}]}] | \"id\":\"a\",\"task\":\"t\" | \"link\" names no task",
        "[[],{},{\"errbacks\":[{}]}] | \"id\":\"a\",\"task\":\"t\" | \"link_error\" names no task",
        "[[],{},{\"chord\":{\"task\":\"t\"}}] | \"id\":\"a\",\"task\":\"t\" | asks for \"chord\", which is not supported",
        "[[],{},{\"novelty\":true}] | \"id\":\"a\",\"task\":\"t\" | asks for \"novelty\", which is not supported",
        "[[],{},[]]               | \"id\":\"a\",\"task\":\"t\" | the third part of the body is no JSON object",
        "[[],{},{}]               | \"id\":\"a\",\"task\":\"t\",\"compression\":\"application/x-lzma\" | compressed with \"application/x-lzma\", only gzip and bzip2 are read; set task_compression to \"gzip\"",
        "[[],{},{}]               | \"id\":\"a\",\"task\":\"t\",\"compression\":\"gzip\" | body is damaged: it is not compressed with \"gzip\"",
        "[[],{},{}]               | \"id\":\"a\",\"task\":\"t\",\"timelimit\":[\"soon\",null] | header \"timelimit\" is not two numbers of seconds, from 0 to 1e9, or null",
        "[[{\"__type__\":\"money\",\"__value__\":\"1\"}],{},{}] | \"id\":\"a\",\"task\":\"t\" | an argument of Python's type \"money\", which is not read",
        "[[],{}]                  | \"id\":\"a\",\"task\":\"t\" | body is not [args, kwargs, embed]: not Celery's message protocol 2",
        "[{},{},{}]               | \"id\":\"a\",\"task\":\"t\" | args are not a list",
        "[[],[],{}]               | \"id\":\"a\",\"task\":\"t\" | kwargs is no JSON object",
        "nonsense                 | \"id\":\"a\",\"task\":\"t\" | body is not JSON, or deeper than 64 levels",
        "[[],{},{}]               | \"id\":\"a\"                | no header \"task\": not Celery's message protocol 2",
        "[[],{},{}]               | \"id\":\"a\",\"task\":\"t\",\"eta\":\"soon\" | header \"eta\" is no time: \"soon\"",
      })
  void a_message_that_is_no_job_says_why(String body, String headers, String reason) {
    assertThatThrownBy(() -> MessageCodec.read(message(body, headers), Jobs.ANY))
        .isInstanceOfSatisfying(
            UnreadableMessage.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.id()).contains("a");
            });
  }

  @Test
  void other_texts_are_refused_not_thrown_at_the_caller() {
    String deep = "[".repeat(100_000);
    String pickle =
        "{\"body\":\"gAQ=\",\"content-type\":\"application/x-python-serialize\",\"headers\":{}}";
    for (String text : new String[] {"", "null", "[]", "{}", "\u0000", deep, pickle}) {
      assertThatThrownBy(() -> MessageCodec.read(text, Jobs.ANY))
          .isInstanceOf(UnreadableMessage.class);
    }
    String nested = "[" + "[".repeat(5000) + "]".repeat(5000) + ",{},{}]";
    assertThatThrownBy(
            () -> MessageCodec.read(message(nested, "\"id\":\"a\",\"task\":\"t\""), Jobs.ANY))
        .isInstanceOf(UnreadableMessage.class);
    assertThatThrownBy(() -> MessageCodec.read(" ".repeat(MessageCodec.MAX_LENGTH + 1), Jobs.ANY))
        .hasMessage("4194305 characters, at most 4194304 are read");
  }

  @Test
  void typed_values_of_kombu_are_their_texts() throws Exception {
    String body =
        """
        [[{"__type__":"datetime","__value__":"2026-11-28T12:00:00"}, null],
         {"id":{"__type__":"uuid","__value__":{"hex":"0123456789abcdef0123456789abcdef"}}}, {}]""";

    Job job = MessageCodec.read(message(body, "\"id\":\"a\",\"task\":\"t\""), Jobs.ANY);

    assertThat(job.args()).containsExactly("2026-11-28T12:00:00", null);
    assertThat(job.kwargs()).containsEntry("id", "01234567-89ab-cdef-0123-456789abcdef");
  }

  @Test
  void what_a_client_asks_for_stays_with_a_job_that_is_sent_again() throws Exception {
    String headers = "\"id\":\"a\",\"task\":\"t\",\"timelimit\":[30,20.5],\"ignore_result\":true";
    Job job = MessageCodec.read(message("[[],{},{}]", headers), Jobs.ANY).again("b");

    Job again = MessageCodec.read(MessageCodec.write(job), Jobs.ANY);

    assertThat(again.options())
        .isEqualTo(
            new ClientOptions(
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofMillis(20500)),
                true,
                Canvas.NONE));
  }

  @Test
  void a_body_in_another_charset_or_encoding_is_refused_by_name() {
    String good = message("[[],{},{}]", "\"id\":\"a\",\"task\":\"t\"");

    assertThatThrownBy(
            () ->
                MessageCodec.read(
                    good.replace("{\"body\"", "{\"content-encoding\":\"utf-16\",\"body\""),
                    Jobs.ANY))
        .hasMessage("content-encoding is \"utf-16\", only utf-8 is read");
    assertThatThrownBy(() -> MessageCodec.read(good.replace("\"base64\"", "\"hex\""), Jobs.ANY))
        .hasMessage("body_encoding is \"hex\", only base64 is read");
  }

  @Test
  void a_replacement_character_that_was_sent_is_text_and_a_byte_outside_utf_8_is_refused()
      throws UnreadableMessage {
    String text = "a \ufffd and \ud83d\ude00";
    byte[] cut = {'a', (byte) 0xc3};

    assertThat(MessageCodec.decode(text.getBytes(UTF_8))).isEqualTo(text);
    assertThatThrownBy(() -> MessageCodec.decode(cut)).hasMessage("not UTF-8");
  }

  private static String message(String body, String headers) {
    String base64 = Base64.getEncoder().encodeToString(body.getBytes(UTF_8));
    return "{\"body\":\"%s\",\"content-type\":\"application/json\",\"headers\":{%s},\"properties\":{\"body_encoding\":\"base64\"}}"
        .formatted(base64, headers);
  }
}
