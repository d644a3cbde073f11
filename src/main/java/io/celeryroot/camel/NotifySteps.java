// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.notify.WatchRounds;
import io.celeryroot.camel.notify.MessageWriter;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.notify.BeatSilence;
import io.celeryroot.queue.notify.Deliveries;
import io.celeryroot.queue.notify.NoticeBox;
import io.celeryroot.redis.Redis;
import io.celeryroot.routes.NotifyUri;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * The bean {@code celeryrootNotify}: notices what people want to know, and sends it through the
 * routes of its receivers. Thread-safe.
 */
public final class NotifySteps implements AutoCloseable {

  private final CamelContext context;
  private final Receivers receivers;
  private final MessageWriter writer;
  private final Deliveries deliveries;
  private final WatchRounds rounds;
  private final BeatSilence silence;
  private final ProducerTemplate template;

  NotifySteps(CamelContext context, ClConfig config, Redis redis, RedisAvailability availability) {
    this.context = context;
    this.receivers = new Receivers(config);
    this.writer = new MessageWriter(config);
    this.template = context.createProducerTemplate();
    this.deliveries = new Deliveries(new NoticeBox(redis), this::send, availability::failed);
    this.rounds = new WatchRounds(config, redis, deliveries, availability::failed);
    this.silence = new BeatSilence(config, redis, deliveries);
  }

  /** Route step of Beat: judges watched runs and sends messages. */
  public void look() {
    rounds.look();
  }

  /** Route step of a worker: tells that no Beat lives. */
  public void silence() {
    silence.look();
  }

  /** Route step: writes the message as its receiver needs it. */
  public void write(Exchange exchange) {
    Notice notice = exchange.getProperty(ExchangeKeys.NOTICE, Notice.class);
    if (notice == null) {
      throw new IllegalStateException("a route of a receiver was called, but not by Beat");
    }
    if (notice.isPing()) {
      MessageWriter.writePing(notice, exchange.getMessage());
    } else {
      Receiver receiver = receivers.all().get(notice.receiver());
      writer.write(notice, receiver, exchange.getMessage());
    }
  }

  /** Sends a message; the reason of a failure holds no secret. */
  private Optional<String> send(Notice notice) {
    String route = "notify." + notice.receiver();
    if (context.getRoute(route) == null) {
      // Its receiver left cl.yaml; there is nobody to tell.
      return Optional.empty();
    }
    try {
      Exchange done =
          template.send(
              "direct:" + route, exchange -> exchange.setProperty(ExchangeKeys.NOTICE, notice));
      return Optional.ofNullable(done.getException())
          .map(failure -> reason(notice.receiver(), failure));
    } catch (RuntimeException e) {
      return Optional.of(reason(notice.receiver(), e));
    }
  }

  private String reason(String receiver, Throwable failure) {
    String text = MessageWriter.reason(failure);
    return endpoint(receivers, receiver).map(to -> to.maskedIn(text)).orElse(text);
  }

  private static Optional<Endpoint> endpoint(Receivers receivers, String name) {
    return Optional.ofNullable(receivers.pings().get(name))
        .or(
            () ->
                Optional.ofNullable(receivers.all().get(name))
                    .filter(receiver -> receiver.to() instanceof Receiver.To.Uri)
                    .map(receiver -> ((Receiver.To.Uri) receiver.to()).endpoint()));
  }

  /**
   * The address of a receiver, with options that limit its time.
   *
   * @throws IllegalArgumentException no such receiver has one
   */
  static String address(ClConfig config, String name) {
    return endpoint(new Receivers(config), name)
        .map(to -> NotifyUri.of(to.uri(), to, Notice.isPing(name)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "receiver "
                        + name
                        + " is in the routes but not in cl.yaml; run cl"
                        + " generate-routes"));
  }

  @Override
  public void close() {
    deliveries.close();
    template.stop();
  }
}
