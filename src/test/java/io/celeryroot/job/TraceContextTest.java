// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.message.TraceContext;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String GOOD = "00-" + TRACE + "-" + SPAN + "-01";

  @Test
  void what_is_read_is_written_again() {
    TraceContext trace = TraceContext.parse(GOOD, "a=1, vendor@x=t:61,b=").orElseThrow();

    assertThat(trace.traceId()).isEqualTo(TRACE);
    assertThat(trace.isSampled()).isTrue();
    assertThat(trace.traceparent()).isEqualTo(GOOD);
    assertThat(TraceContext.parse(GOOD, "a=1,vendor@x=t:61").orElseThrow().environment())
        .containsEntry("TRACEPARENT", GOOD)
        .containsEntry("TRACESTATE", "a=1,vendor@x=t:61");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-" + TRACE + "-" + SPAN,
        "ff-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-01-more",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
        GOOD + "\n",
        " " + GOOD,
        "CamelExecCommandExecutable"
      })
  void what_is_malformed_is_none(String traceparent) {
    assertThat(TraceContext.parse(traceparent, null)).isEmpty();
  }

  @Test
  void a_later_version_may_say_more() {
    assertThat(TraceContext.parse("01-" + TRACE + "-" + SPAN + "-01-more", null)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "A=1", "a", "a=1\r\nX: y", "a=\u00e4", "a=1,,b=2"})
  void a_malformed_tracestate_is_left_out(String tracestate) {
    assertThat(TraceContext.parse(GOOD, tracestate).orElseThrow().tracestate()).isEmpty();
  }

  @Test
  void whoever_submits_a_run_its_jobs_are_in_the_same_trace() {
    TraceContext one = TraceContext.of("nightly-20261124T020000Z", "nightly-20261124T020000Z.a");
    TraceContext two = TraceContext.of("nightly-20261124T020000Z", "nightly-20261124T020000Z.b");

    assertThat(one.traceId()).isEqualTo(two.traceId());
    assertThat(one.spanId()).isNotEqualTo(two.spanId());
    assertThat(TraceContext.parse(one.traceparent(), null)).isEqualTo(Optional.of(one));
  }

  @Property
  void any_text_is_read_or_not_but_never_an_error(@ForAll String first, @ForAll String second) {
    TraceContext.parse(first, second);
    assertThat(TraceContext.parse(GOOD, second)).isPresent();
  }
}
