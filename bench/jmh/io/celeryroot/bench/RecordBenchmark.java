// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.Outcome;
import java.time.Instant;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The record of a job: reading it, and the transitions from pending to its end. */
@State(Scope.Benchmark)
public class RecordBenchmark {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
  private static final byte[] STORED =
      ("{\"status\":\"STARTED\",\"result\":{\"pid\":1,\"hostname\":\"web01\",\"started\":\"2026-11-23T02:00:00Z\"},"
              + "\"traceback\":null,\"children\":[],\"date_done\":null,\"task_id\":\"a\",\"name\":\"backup\",\"args\":[],"
              + "\"kwargs\":{},\"worker\":\"web01\",\"retries\":0,\"queue\":\"web_tasks\",\"cl\":{\"attempt\":1,\"failed\":0,"
              + "\"lost\":0,\"token\":\"t#1\",\"worker\":\"web01\",\"next\":0,\"role\":\"web\",\"attempts\":[]}}")
          .getBytes(UTF_8);

  @Benchmark
  public JobRecord read() {
    return JobRecord.of(STORED, NOW);
  }

  @Benchmark
  public Optional<JobMeta> beginAndFinish() {
    return JobMeta.NONE.begin("t#1").flatMap(begun -> begun.finish("t#1", Outcome.OK));
  }
}
