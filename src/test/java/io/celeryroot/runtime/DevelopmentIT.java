// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.testing.TestSite;
import java.net.ConnectException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.spi.CliConnectorFactory;
import org.junit.jupiter.api.Test;

/** Redis is away in all of these; Camel starts all the same. */
final class DevelopmentIT {

  private static CamelProcess worker(boolean development, String tasks) {
    ClConfig config =
        TestSite.config("redis://127.0.0.1:1", "workers: {web: {hostnames: [web1]}}\n" + tasks);
    return new CamelProcess(
        "development-test",
        config,
        RouteGenerator.forWorker(RouteGenerator.generate(config), List.of("web")),
        Map.of("celeryroot.hostname", "web1"),
        JvmParts.of(
            config, EngineListener.NONE, new ServiceSettings(development, Optional.empty())));
  }

  @Test
  void in_development_jobs_have_as_long_to_end_as_ever() {
    try (CamelProcess worker = worker(true, "")) {
      worker.start();

      assertThat(worker.context().isDevConsole()).isTrue();
      assertThat(worker.context().isBacklogTracingStandby()).isTrue();
      assertThat(Duration.ofSeconds(worker.context().getShutdownStrategy().getTimeout()))
          .isEqualTo(Duration.ofSeconds(155));
    }
  }

  @Test
  void otherwise_a_connector_on_the_class_path_would_not_be_used() {
    try (CamelProcess worker = worker(false, "")) {
      worker.start();

      assertThat(worker.context().isDevConsole()).isFalse();
      assertThat(
              worker
                  .context()
                  .getCamelContextExtension()
                  .getContextPlugin(CliConnectorFactory.class)
                  .isEnabled())
          .isFalse();
    }
  }

  @Test
  void stopping_the_context_ends_the_process_without_a_callback() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (CamelProcess stopped = worker(false, "")) {
      stopped.start();
      stopped.onEnd(ended::countDown);
      stopped.context().stop();
    }
    CamelProcess plain = worker(false, "");
    plain.start();
    plain.onEnd(closed::countDown);
    plain.close();

    assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(closed.getCount()).isOne();
  }

  @Test
  void a_missing_component_is_reported_as_a_mistake() {
    try (CamelProcess worker =
        worker(false, "tasks: {call: {to: 'jms:queue:x?password=sekret'}}\n")) {
      assertThatThrownBy(worker::start)
          .isInstanceOf(RoutesRefused.class)
          .hasMessage(
              "the routes cannot run: task.call: no Camel component \"jms\"; fix: correct the URI,"
                  + " or put the jars of the component on CL_CLASSPATH");
    }
  }

  @Test
  void an_endpoint_without_a_producer_is_a_permanent_mistake() {
    try (CamelProcess worker = worker(false, "tasks: {call: {to: 'timer:x'}}\n")) {
      assertThatThrownBy(worker::start)
          .isInstanceOf(RoutesRefused.class)
          .hasMessageContaining("Cannot produce to a TimerEndpoint")
          .extracting(refused -> ((RoutesRefused) refused).isPassing())
          .isEqualTo(false);
    }
  }

  @Test
  void an_unavailable_service_of_a_route_may_return_after_a_restart() {
    RoutesRefused noBroker =
        RoutesRefused.because(
            new FailedToStartRouteException("r", "no", new ConnectException("Connection refused")));
    RoutesRefused noDatabase =
        RoutesRefused.because(
            new FailedToStartRouteException(
                "r", "no", new SQLTransientConnectionException("not there")));

    assertThat(noBroker.isPassing()).isTrue();
    assertThat(noDatabase.isPassing()).isTrue();
  }
}
