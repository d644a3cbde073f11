// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.celeryroot.camel.TroubleCheck;
import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.JobMetrics;
import io.celeryroot.monitor.Listeners;
import io.celeryroot.monitor.SiteMetrics;
import io.celeryroot.monitor.SiteWatch;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port of one process: {@code /observe/health}, {@code /observe/metrics} and {@code
 * /observe/jolokia}, served by one of its Camel contexts for all of them.
 */
public final class Management implements AutoCloseable {

  /** Prefix of the paths of health, metrics and jolokia. */
  public static final String PATH = "/observe";

  /** Longest time from an answer to the next on a connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MOST_CONNECTIONS = 256;

  private static final Duration CERTIFICATE_RENEWAL = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.management");

  private final ManagementSettings settings;
  private final SiteWatch watch;
  private final Vertx vertx;
  private final Connections connections;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JobMetrics jobs;
  private final DashboardRoutes dashboard;

  public Management(ClConfig config, ManagementSettings settings) {
    this.settings = settings;
    this.watch = new SiteWatch(config);
    this.vertx = Vertx.vertx(fewThreads());
    this.connections = new Connections(vertx, PATIENCE.toMillis(), MOST_CONNECTIONS);
    this.dashboard = new DashboardRoutes(config, settings.web(), vertx, connections);
    this.jobs = new JobMetrics(registry, config, InstantSource.system());
    new SiteMetrics(config, watch).bindTo(registry);
    Stream.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            collections)
        .forEach(binder -> binder.bindTo(registry));
  }

  /** Returns a listener that counts events and passes them to {@code next}. */
  public EngineListener counting(EngineListener next) {
    return new Listeners(jobs, next);
  }

  /**
   * Checks that the port can be opened, before anything else starts.
   *
   * @throws CannotListen the port is in use, or the address does not belong to this machine
   */
  public void check() {
    try (ServerSocket probe = new ServerSocket(settings.port(), 1, settings.address())) {
      LOG.debug("port {} is free", probe.getLocalPort());
    } catch (IOException e) {
      throw CannotListen.there(settings, e);
    }
    settings.certificate().ifPresent(this::check);
  }

  private void check(Certificate files) {
    try {
      CertificateRenewal.read(vertx, files);
    } catch (IOException e) {
      throw CannotListen.withCertificate(settings, e);
    }
  }

  /** Makes the context that {@code main} will start serve the port. */
  public void prepare(Main main) {
    Map.of(
            "camel.management.enabled", "true",
            "camel.management.host", settings.address().getHostAddress(),
            "camel.management.port", String.valueOf(settings.port()),
            "camel.management.healthCheckEnabled", "true",
            "camel.management.jolokiaEnabled", String.valueOf(settings.hasJmx()),
            "camel.management.metricsEnabled", "true",
            "camel.metrics.enabled", "true",
            // One series for each route and endpoint would be thousands on a site with many
            // schedules.
            "camel.metrics.routePolicyLevel", "context",
            "camel.metrics.enableExchangeEventNotifier", "false")
        .forEach(main::addInitialProperty);
    main.bind("celeryrootManagementServer", new GuardedServer(new Guard(settings, connections)));
    main.bind(
        "celeryrootVertx",
        LimitedVertx.of(vertx, connections, settings.certificate(), CERTIFICATE_RENEWAL));
    main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
  }

  public void serveDashboard(CamelContext context) {
    dashboard.mount(context.hasService(ManagementHttpServer.class).getRouter(), context);
  }

  /**
   * Includes the health of another context in that of the context that serves the port.
   *
   * @param server context that serves the port and has started
   */
  public void include(CamelContext server, CamelContext other) {
    HealthCheckRegistry.get(server)
        .register(new TroubleCheck("context:" + other.getName(), () -> trouble(other)));
  }

  /** Trouble of another context of this JVM, for the one that serves the port. */
  private static Optional<String> trouble(CamelContext other) {
    return HealthCheckHelper.invokeReadiness(other).stream()
        .filter(result -> result.getState() == HealthCheck.State.DOWN)
        .map(result -> result.getCheck().getId() + result.getMessage().map(": "::concat).orElse(""))
        .reduce((all, next) -> all + "; " + next);
  }

  /**
   * Options for a server with few clients, which writes no files and does not warn on a busy
   * machine.
   */
  private static VertxOptions fewThreads() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(4)
        .setInternalBlockingPoolSize(2)
        .setBlockedThreadCheckInterval(TimeUnit.DAYS.toMillis(1))
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  /**
   * Address at which the started context serves the port.
   *
   * @throws CannotListen another process took the port in the meantime
   */
  public URI address(CamelContext context) {
    VertxPlatformHttpServer server = context.hasService(VertxPlatformHttpServer.class);
    // Camel logs that it could not listen, and goes on.
    if (server.getServer() instanceof HttpServerImpl http && http.isClosed()) {
      throw CannotListen.there(settings, new BindException("taken while this process started"));
    }
    int port = server.getPort();
    String host = settings.address().getHostAddress();
    return URI.create(
        (settings.certificate().isPresent() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + port
            + PATH);
  }

  /** Closes the port of a context that goes on without it, and ends everything else. */
  public void leave(CamelContext context) {
    context.hasService(VertxPlatformHttpServer.class).stop();
    close();
  }

  /** Ends everything except the port, which closes with its context. */
  @Override
  public void close() {
    dashboard.close();
    watch.close();
    collections.close();
    registry.close();
    vertx.close();
  }
}
