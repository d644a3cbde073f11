// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.camel.QuartzTriggers;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.runtime.reload.RouteTexts;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Beat, which makes due runs. Any number of Beats may run at the same time. */
public final class BeatProcess extends CamelGeneration {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  /**
   * Number of schedules above which the MBeans of each step would take gigabytes, and minutes to
   * remove.
   */
  private static final int MANY = 1000;

  private final ClConfig config;
  private final String hostname;

  /**
   * @param hostname name in {@code cl:{live}:beats}
   * @param own the user's routes
   * @param generation number of the reading of the file, from 1
   */
  BeatProcess(ClConfig config, String hostname, RouteTexts own, JvmParts shared, int generation) {
    super(
        new CamelProcess(
            CamelProcess.name("celeryroot-beat-" + hostname, generation),
            config,
            new CamelFiles(
                RouteGenerator.forBeat(RouteGenerator.generate(config)), used(own, config), true),
            properties(config, hostname),
            shared));
    this.config = config;
    this.hostname = hostname;
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
  public void start() {
    super.start();
    LOG.info(
        "host={} schedules={} redis={}: ready",
        hostname,
        config.schedules().size(),
        config.redis().maskedUrl());
  }

  @Override
  public void rest() {
    QuartzTriggers.rest(context());
  }

  @Override
  public void close() {
    super.close();
    LOG.info("host={}: stopped", hostname);
  }
}
