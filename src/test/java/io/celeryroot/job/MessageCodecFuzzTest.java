// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.testing.Mutations;
import io.celeryroot.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Readers of what lies in Redis, with texts that are nearly right. */
class MessageCodecFuzzTest {

  private static final Target TARGET = new Target("web", "q", Optional.of("h1"));

  @Provide
  Arbitrary<String> messages() {
    List<String> corpus = Mutations.corpus("message-");
    Arbitrary<String> whole = Mutations.of(corpus);
    Arbitrary<String> inside =
        Mutations.of(List.of("[[], {\"a\": 1}, {\"chain\": null}]"))
            .map(
                body -> corpus.get(1).replaceFirst("\"body\":\".*]\"", "\"body\":" + quoted(body)));
    return Arbitraries.oneOf(
        whole, inside, Mutations.ofJson(corpus), Mutations.ofJson(corpus.subList(0, 1)));
  }

  @Provide
  Arbitrary<String> records() {
    List<String> corpus = Mutations.corpus("record-");
    return Arbitraries.oneOf(Mutations.of(corpus), Mutations.ofJson(corpus));
  }

  @Property(tries = 6000)
  void a_message_is_a_sound_job_or_refused_with_a_reason(@ForAll("messages") String text) {
    try {
      Job job = MessageCodec.read(text, TARGET);
      assertThat(List.of(job.id(), job.task(), job.origin(), job.schedule().orElse("")))
          .allMatch(name -> name.length() <= MessageCodec.MAX_NAME)
          .allMatch(name -> name.chars().noneMatch(Character::isISOControl));
      assertThat(MessageCodec.tryRead(MessageCodec.write(job), TARGET)).isPresent();
      job.eta().ifPresent(time -> assertThat(time.toEpochMilli()).isNotNegative());
      job.expires()
          .ifPresent(time -> assertThat(Duration.between(Instant.EPOCH, time)).isPositive());
    } catch (UnreadableMessage e) {
      assertThat(e.reason()).isNotBlank().hasSizeLessThan(300);
    }
  }

  @Property(tries = 6000)
  void a_record_is_read_or_left_out(@ForAll("records") String text) {
    assertThatCode(
            () -> {
              Heartbeat.parse(text).ifPresent(MessageCodecFuzzTest::reckon);
              RunRecord.parse(text).ifPresent(run -> run.jobs().forEach(j -> j.target().list()));
              JobRecord meta = JobRecord.of(text.getBytes(UTF_8), Instant.EPOCH);
              meta.reasonOfDeath();
              Map<String, Object> fields = JsonReader.readObject(text).orElse(Map.of());
              CeleryResultCodec.read("a", fields, "").outcome().ifPresent(JobOutcome::text);
            })
        .doesNotThrowAnyException();
  }

  @Property(tries = 1000)
  void any_bytes_are_a_record_that_compares_equal_to_itself(@ForAll byte[] bytes) {
    assertThat(JobRecord.of(bytes, Instant.EPOCH).bytes()).isEqualTo(bytes);
  }

  /** As commands do that show it. */
  private static void reckon(Heartbeat heartbeat) {
    assertThat(heartbeat.toJson()).isNotEmpty();
    assertThat(millis(heartbeat.started(), heartbeat.at())).isGreaterThan(Long.MIN_VALUE);
    heartbeat
        .running()
        .forEach(
            job -> assertThat(millis(job.started(), heartbeat.at())).isGreaterThan(Long.MIN_VALUE));
  }

  private static long millis(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }

  private static String quoted(String text) {
    return Json.line(text).replace("\\", "\\\\").replace("$", "\\$");
  }
}
