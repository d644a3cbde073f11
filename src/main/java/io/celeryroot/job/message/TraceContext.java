// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.message;

import io.celeryroot.text.Sha256;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a job in a trace, as W3C Trace Context writes it.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId of what the job is a part of, 16 digits, not all zero
 * @param isSampled whether spans of this trace are to be kept
 * @param tracestate of other tracing systems, passed on as it came
 * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
 */
public record TraceContext(
    String traceId, String spanId, boolean isSampled, Optional<String> tracestate) {

  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
  private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
  private static final String MEMBER =
      "[ \\t]*[a-z0-9][-_*/@a-z0-9]{0,255}=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{1,256}[ \\t]*";
  private static final Pattern TRACESTATE = Pattern.compile(MEMBER + "(?:," + MEMBER + "){0,31}");
  private static final int LONGEST = 512;

  /** Checks the form of both ids. */
  public TraceContext {
    if (!TRACE_ID.matcher(traceId).matches() || !SPAN_ID.matcher(spanId).matches()) {
      throw new IllegalArgumentException("trace " + traceId + " span " + spanId);
    }
  }

  /**
   * Reads what a message or an environment says.
   *
   * @param traceparent may be null
   * @param tracestate may be null; left out when it is malformed
   * @return empty: malformed, or nothing there
   */
  public static Optional<TraceContext> parse(String traceparent, String tracestate) {
    if (traceparent == null || traceparent.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher matcher = TRACEPARENT.matcher(traceparent);
    if (!matcher.matches()
        || (matcher.group(1).equals("00") && matcher.group(5) != null)
        || !TRACE_ID.matcher(matcher.group(2)).matches()
        || !SPAN_ID.matcher(matcher.group(3)).matches()) {
      return Optional.empty();
    }
    boolean isSampled = (Integer.parseInt(matcher.group(4), 16) & 1) == 1;
    Optional<String> state =
        Optional.ofNullable(tracestate)
            .filter(text -> text.length() <= LONGEST && TRACESTATE.matcher(text).matches());
    return Optional.of(new TraceContext(matcher.group(2), matcher.group(3), isSampled, state));
  }

  /**
   * The place of a job which nobody has put into another trace. All jobs of a run are in one,
   * whoever submits it, and however often.
   *
   * @param run id of the run; the job's for a job without one
   */
  public static TraceContext of(String run, String job) {
    return new TraceContext(traceId(run), hash("job " + job, 16), true, Optional.empty());
  }

  /** The trace of a run: the same whoever asks. */
  public static String traceId(String run) {
    return hash("run " + run, 32);
  }

  /** The first digits of a SHA-256, which are never all zero as far as anybody knows. */
  private static String hash(String text, int digits) {
    return Sha256.hex(text, digits / 2);
  }

  /** The value of the header and of the variable of this name. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (isSampled ? "-01" : "-00");
  }

  /** The variables for a program, by the names that tools know. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("TRACEPARENT", traceparent());
    tracestate.ifPresent(state -> environment.put("TRACESTATE", state));
    return environment;
  }
}
