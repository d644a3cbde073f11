// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.Beat;
import io.celeryroot.beat.BeatSetup;
import io.celeryroot.beat.due.BeatTenure;
import io.celeryroot.beat.reconcile.MachineClocks;
import io.celeryroot.camel.control.ControlChannel;
import io.celeryroot.camel.control.ControlSteps;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.WorkerSetup;
import io.celeryroot.worker.host.HostWorkers;
import io.celeryroot.worker.remote.RemoteControl;
import io.celeryroot.worker.trust.Nonces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;

/**
 * Makes the parts of one Camel context, each once and not before it is needed, and closes them.
 * Uses the beans that the process which started Camel has put into the registry. Connects to Redis
 * when it is first used, so a process can start while Redis is away. Thread-safe.
 */
public final class ContextParts implements AutoCloseable {

  /** Bean of the process that started Camel: a {@code ClConfig}, in the place of a file. */
  public static final String CONFIG = "celeryrootConfig";

  /** Bean of that process: a {@code RedisAvailability} that several contexts share. */
  public static final String AVAILABILITY = "celeryrootOutage";

  /** Bean of that process: an {@code EngineListener}. */
  public static final String LISTENER = "celeryrootListener";

  /** Bean of that process: {@code Spans}, where somebody collects them. */
  public static final String SPANS = "celeryrootSpans";

  /** Bean of that process: the {@code HostWorkers} of the host of the context. */
  public static final String WORKERS = "celeryrootWorkers";

  /** Bean of that process: the {@code BeatTenure} of its contexts. */
  public static final String TENURE = "celeryrootTenure";

  /** The clock of due instants, which may jump. */
  private static final InstantSource CLOCK = InstantSource.system();

  private final CamelContext context;
  private final ContextSettings settings;
  private final Instant started = Instant.now();
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

  private final Supplier<ClConfig> config;
  private final Supplier<Redis> redis;
  private final Supplier<RedisAvailability> availability;
  private final Supplier<EngineListener> listener;
  private final Supplier<Spans> spans;
  private final Supplier<Attempts> attempts;
  private final Supplier<ControlWatch> orders;
  private final Supplier<ControlChannel> channel;
  private final Supplier<ControlSteps> control;
  private final Supplier<Beat> beat;
  private final Supplier<Map<String, String>> fingerprints;
  private final Supplier<RedisQueueProducers> producers;
  private final Supplier<RedisQueueConsumers> consumers;
  private final Supplier<RemoteControl> remote;
  private final Supplier<Nonces> nonces;
  private final Supplier<HostWorkers> workers;

  ContextParts(CamelContext context) {
    this.context = context;
    this.settings = new ContextSettings(context);
    this.config = once(() -> given(CONFIG, ClConfig.class).orElseGet(settings::read));
    this.redis = once(() -> closing(Redis.lazily(config().redis(), settings.seals(config()))));
    this.availability =
        once(
            () ->
                given(AVAILABILITY, RedisAvailability.class)
                    .orElseGet(() -> new RedisAvailability(CLOCK)));
    this.listener = once(() -> given(LISTENER, EngineListener.class).orElse(EngineListener.NONE));
    this.spans = once(() -> given(SPANS, Spans.class).orElse(Spans.NONE));
    this.attempts = once(this::makeAttempts);
    this.orders = once(() -> new ControlWatch(redis(), availability()::failed));
    this.channel = once(() -> new ControlChannel(context, redis()));
    this.control = once(() -> new ControlSteps(orders.get(), channel.get(), availability()));
    this.fingerprints = once(() -> Fingerprints.of(config()));
    this.beat = once(this::makeBeat);
    this.producers = once(this::makeProducers);
    this.consumers = once(this::makeConsumers);
    this.workers = once(() -> given(WORKERS, HostWorkers.class).orElseGet(HostWorkers::new));
    this.nonces = once(() -> closing(workers.get().nonces(settings.nonces(config()))).nonces());
    this.remote =
        once(
            () ->
                closing(
                    new RemoteControl(
                        settings.worker(),
                        config(),
                        started,
                        redis(),
                        () -> consumers.get().workers(),
                        workers.get()::running,
                        new CamelThreads(context.getExecutorServiceManager(), this))));
  }

  /** A part that is made when it is first asked for. */
  static <T> Supplier<T> once(Supplier<? extends T> made) {
    return new Supplier<>() {
      private T part;

      @Override
      public synchronized T get() {
        if (part == null) {
          part = made.get();
        }
        return part;
      }
    };
  }

  private <T extends AutoCloseable> T closing(T part) {
    synchronized (closeables) {
      closeables.push(part);
    }
    return part;
  }

  /** By name, because a search by type makes all beans of the registry. */
  private <T> Optional<T> given(String name, Class<T> type) {
    return Optional.ofNullable(context.getRegistry().lookupByNameAndType(name, type));
  }

  ClConfig config() {
    return config.get();
  }

  Redis redis() {
    return redis.get();
  }

  RedisAvailability availability() {
    return availability.get();
  }

  Attempts attempts() {
    return attempts.get();
  }

  private Attempts makeAttempts() {
    return new Attempts(
        redis(),
        TaskRules.of(config()),
        config().resultsKept(),
        availability()::failed,
        listener.get()::settled);
  }

  RedisQueueProducer producer(RedisQueueEndpoint endpoint) {
    return producers.get().of(endpoint);
  }

  private Beat makeBeat() {
    Beat made =
        new Beat(
            new BeatSetup(
                config(),
                settings.hostname(),
                redis(),
                attempts,
                fingerprints,
                orders.get()::known,
                availability(),
                listener.get(),
                spans.get(),
                given(TENURE, BeatTenure.class).orElseGet(BeatTenure::new),
                () -> MachineClocks.read(CLOCK),
                context::isStopping));
    orders.get().onMessage(made.workflows()::expect);
    return made;
  }

  private RedisQueueProducers makeProducers() {
    return new RedisQueueProducers(
        config(), beat.get(), availability(), listener.get(), new QueueReader(redis()));
  }

  Consumer consumer(RedisQueueEndpoint endpoint, Processor processor) {
    return consumers.get().of(endpoint, processor);
  }

  private RedisQueueConsumers makeConsumers() {
    return new RedisQueueConsumers(
        settings,
        new WorkerSetup.Shared(
            config(),
            redis(),
            attempts(),
            orders.get(),
            availability(),
            remote.get().listener(listener.get()),
            spans.get(),
            nonces,
            workers.get().shortages()),
        workers.get(),
        new QueueReader(redis()));
  }

  FailureLog failures() {
    return new FailureLog(config().redis(), availability());
  }

  BeatSteps beat() {
    return closing(
        new BeatSteps(
            context,
            sender(settings.hostname()),
            redis(),
            CLOCK,
            beat.get(),
            control.get(),
            availability()));
  }

  ControlSteps control() {
    return control.get();
  }

  ControlChannel controlChannel() {
    return channel.get();
  }

  WorkerSteps worker() {
    remote.get().start();
    return closing(
        new WorkerSteps(
            sender(settings.worker()),
            redis(),
            consumers.get()::workers,
            workers.get(),
            control.get(),
            availability(),
            remote.get()));
  }

  private HeartbeatMessage.Sender sender(String name) {
    return new HeartbeatMessage.Sender(
        name, settings.hostname(), started, fileTime(), fingerprints);
  }

  private Optional<Instant> fileTime() {
    try {
      return Optional.of(Files.getLastModifiedTime(Path.of(config().file())).toInstant());
    } catch (IOException | InvalidPathException e) {
      // Nobody runs worse for it: only a list does not show the age of the file.
      return Optional.empty();
    }
  }

  NotifySteps notifySteps() {
    return closing(new NotifySteps(context, config(), redis(), availability()));
  }

  /** The address of a receiver, which may be a secret. */
  String address(String receiver) {
    return NotifySteps.address(config(), receiver);
  }

  TaskSteps tasks() {
    ParameterBody.register(context.getTypeConverterRegistry());
    return new TaskSteps(config());
  }

  CeleryrootExec exec() {
    return closing(new CeleryrootExec());
  }

  /** Closes the parts, the newest first. */
  @Override
  public void close() {
    synchronized (closeables) {
      while (!closeables.isEmpty()) {
        close(closeables.pop());
      }
    }
  }

  private void close(AutoCloseable part) {
    try {
      part.close();
    } catch (QueueUnavailable e) {
      availability().failed(e);
    } catch (Exception e) {
      throw new IllegalStateException("closing " + part + ": " + e.getMessage(), e);
    }
  }
}
