// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class BoundedStopTest {

  private static final Duration SHORT = Duration.ofSeconds(1);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.config");
  private final CamelContext context = new DefaultCamelContext();
  private final BoundedStop stop = new BoundedStop(SHORT);

  @BeforeEach
  void start() throws Exception {
    log.start();
    logger.addAppender(log);
    context.addComponent("hang", new HangComponent());
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("hang:bills").routeId("billing").to("log:x");
            from("timer:tick").routeId("ticking").to("log:x");
          }
        });
    context.getShutdownStrategy().setTimeout(1);
    context.start();
  }

  @AfterEach
  void letGo() {
    HangComponent.letGo();
    logger.detachAppender(log);
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void a_consumer_that_does_not_stop_is_named_once_and_the_others_stop() {
    stop.consumers(context.getRoutes());
    stop.consumers(context.getRoutes());

    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("route billing: has not stopped for 1 s");
    assertThat(stop.isHanging(context.getRoute("billing"))).isTrue();
    assertThat(stop.isHanging(context.getRoute("ticking"))).isFalse();
  }

  @Test
  void a_context_that_does_not_stop_names_its_route() {
    assertThat(stop.context(context, Duration.ofSeconds(4), context::stop)).isFalse();

    assertThat(lines())
        .singleElement()
        .asString()
        .contains("stopping takes longer than 4 s", "not stopped: route billing")
        .doesNotContain("ticking");
  }
}
