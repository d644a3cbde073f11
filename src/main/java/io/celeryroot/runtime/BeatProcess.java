// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.runtime.reload.RouteTexts;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Beat, which makes due runs. Any number of Beats may run at the same time. */
public final class BeatProcess implements Generation {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  /**
   * Number of schedules above which the MBeans of each step would take gigabytes, and minutes to
   * remove.
   */
  private static final int MANY = 1000;

  private final ClConfig config;
  private final String hostname;
  private final CamelProcess camel;

  /**
   * @param hostname name in {@code cl:{live}:beats}
   * @param listener receives submitted runs
   */
  public BeatProcess(
      ClConfig config, String hostname, EngineListener listener, ServiceSettings settings) {
    this(
        config,
        hostname,
        RouteTexts.valid(config),
        CamelProcess.Shared.of(config, listener, settings),
        1);
  }

  /**
   * @param own the user's routes
   * @param generation number of the reading of the file, from 1
   */
  BeatProcess(
      ClConfig config,
      String hostname,
      RouteTexts own,
      CamelProcess.Shared shared,
      int generation) {
    this.config = config;
    this.hostname = hostname;
    this.camel =
        new CamelProcess(
            CamelProcess.name("celeryroot-beat-" + hostname, generation),
            config,
            new CamelFiles(
                RouteGenerator.forBeat(RouteGenerator.generate(config)), used(own, config), true),
            properties(config, hostname),
            shared);
  }

  /** The user's routes, if a receiver of messages is one of them. */
  private static RouteTexts used(RouteTexts own, ClConfig config) {
    return new Receivers(config)
            .all().values().stream()
                .map(Receiver::to)
                .anyMatch(to -> to instanceof Receiver.To.Uri uri && uri.endpoint().isRoute())
        ? own
        : RouteTexts.NONE;
  }

  private static Map<String, String> properties(ClConfig config, String hostname) {
    return config.schedules().size() > MANY
        ? Map.of(
            "celeryroot.hostname", hostname, "camel.main.jmxManagementMBeansLevel", "RoutesOnly")
        : Map.of("celeryroot.hostname", hostname);
  }

  @Override
  public Optional<URI> managementAddress() {
    return camel.managementAddress();
  }

  CamelContext context() {
    return camel.context();
  }

  @Override
  public void start() {
    camel.start();
    LOG.info(
        "host={} schedules={} redis={}: ready",
        hostname,
        config.schedules().size(),
        config.redis().maskedUrl());
  }

  /** Does nothing: Beat runs no jobs. */
  @Override
  public void endJobs() {}

  @Override
  public void makeRoom() {
    camel.makeRoom();
  }

  @Override
  public void takeBack() {
    camel.takeBack();
  }

  @Override
  public void retire() {
    camel.close();
  }

  @Override
  public void onEnd(Runnable action) {
    camel.onEnd(action);
  }

  @Override
  public void close() {
    camel.close();
    LOG.info("host={}: stopped", hostname);
  }
}
