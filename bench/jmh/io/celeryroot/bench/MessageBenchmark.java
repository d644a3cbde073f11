// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.bench;

import io.celeryroot.job.Job;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.UnreadableMessage;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A job as a message, and back. */
@State(Scope.Benchmark)
public class MessageBenchmark {

  private static final Target TARGET = new Target("web", "web_tasks", Optional.of("web01"));
  private static final String ID = "nightly-20261123T020000Z.web01";
  private static final String MESSAGE =
      "{\"body\":\"W1tdLCB7fSwge31d\",\"content-encoding\":\"utf-8\",\"content-type\":\"application/json\","
          + "\"headers\":{\"lang\":\"py\",\"task\":\"backup\",\"id\":\""
          + ID
          + "\",\"eta\":null,\"expires\":\"2026-11-24T02:00:00Z\",\"retries\":0,\"cl_run\":\"nightly-20261123T020000Z\","
          + "\"cl_schedule\":\"nightly\",\"cl_due\":\"2026-11-23T02:00:00Z\",\"cl_overlap\":\"skip\"},"
          + "\"properties\":{\"body_encoding\":\"base64\",\"delivery_tag\":\"x\"}}";

  private Job job;

  @Setup
  public void readOnce() throws UnreadableMessage {
    job = MessageCodec.read(MESSAGE, TARGET);
  }

  @Benchmark
  public Job read() throws UnreadableMessage {
    return MessageCodec.read(MESSAGE, TARGET);
  }

  @Benchmark
  public String write() {
    return MessageCodec.write(job);
  }
}
