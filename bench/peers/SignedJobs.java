// SPDX-License-Identifier: Apache-2.0
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.job.ClientOptions;
import io.celeryroot.job.Job;
import io.celeryroot.job.Shard;
import io.celeryroot.job.Target;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Lays jobs beside a queue, signed in batches as Beat does it: cl.yaml, list, task, beginning of the ids, number. */
public final class SignedJobs {

  public static void main(String[] args) {
    ClConfig config =
        ConfigReader.read(Path.of(args[0]), System.getenv(), Optional.empty())
            .config()
            .orElseThrow();
    Seals seals = Seals.open(config.security(), System.getenv());
    Target target = new Target("web", "web_tasks", Optional.empty());
    try (Redis redis = Redis.connect(config.redis(), seals)) {
      List<Job> jobs =
          IntStream.range(0, Integer.parseInt(args[4]))
              .mapToObj(i -> job(args[3] + i, args[2], target, seals))
              .toList();
      for (List<Job> batch : Redis.batches(jobs)) {
        String[] messages = JobSeal.writeAll(batch, seals).toArray(String[]::new);
        redis.call("laying jobs", jedis -> jedis.lpush(args[1], messages));
      }
    }
  }

  private static Job job(String id, String task, Target target, Seals seals) {
    return JobSeal.bounded(
        new Job(
            id,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            task,
            List.of(),
            Map.of(),
            target,
            Optional.empty(),
            Optional.empty(),
            Overlap.ALLOW,
            Optional.of(Instant.now()),
            "bench@client",
            Optional.empty(),
            List.of(),
            ClientOptions.NONE,
            Shard.WHOLE),
        seals);
  }
}
