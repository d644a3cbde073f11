// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RouteFailuresTest {

  private final Logger ours = (Logger) LoggerFactory.getLogger("io.celeryroot.routes");
  private final Logger camels = (Logger) LoggerFactory.getLogger("org.apache.camel");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ManyRoutesContext context = new ManyRoutesContext();

  @BeforeEach
  void listen() {
    log.start();
    ours.addAppender(log);
    camels.addAppender(log);
  }

  @AfterEach
  void stop() {
    context.stop();
    ours.detachAppender(log);
    camels.detachAppender(log);
    ours.setLevel(null);
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }

  private void run(RouteBuilder routes) throws Exception {
    context.addRoutes(routes);
    context.start();
  }

  private void send(String endpoint) {
    context.createProducerTemplate().send(endpoint, exchange -> {});
  }

  private static RouteBuilder breaks() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:outer").routeId("outer").to("direct:inner");
        from("direct:inner")
            .routeId("inner")
            .throwException(new IllegalStateException("no http://h/x?pass=secret"));
      }
    };
  }

  @Test
  void a_failure_is_one_line_with_its_route_and_without_secrets_or_trace() throws Exception {
    run(breaks());

    send("direct:outer");

    assertThat(lines()).containsExactly("ERROR route inner: failed: no http://h/x?pass=***");
    assertThat(log.list).extracting(ILoggingEvent::getThrowableProxy).containsOnlyNulls();
  }

  @Test
  void the_trace_follows_with_debug() throws Exception {
    ours.setLevel(Level.DEBUG);
    run(breaks());

    send("direct:inner");

    assertThat(log.list).singleElement().extracting(ILoggingEvent::getThrowableProxy).isNotNull();
  }

  @Test
  void a_failure_that_the_route_handles_is_not_logged() throws Exception {
    run(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:inner")
                .routeId("inner")
                .onException(Exception.class)
                .handled(true)
                .end()
                .throwException(new IllegalStateException("no"));
          }
        });

    send("direct:inner");

    assertThat(lines()).isEmpty();
  }

  @Test
  void a_failure_after_one_that_the_route_handled_is_logged() throws Exception {
    run(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:inner")
                .routeId("inner")
                .onException(Exception.class)
                .handled(true)
                .end()
                .throwException(new IllegalStateException("no"));
          }
        });
    Exchange exchange = context.createProducerTemplate().send("direct:inner", sent -> {});

    DefaultConsumer consumer = (DefaultConsumer) context.getRoute("inner").getConsumer();
    consumer
        .getExceptionHandler()
        .handleException("moving it", exchange, new IllegalStateException("disk is full"));

    assertThat(lines()).containsExactly("WARN route inner: moving it: disk is full");
  }

  @Test
  void a_route_that_begins_by_itself_logs_its_failure_once() throws Exception {
    run(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("scheduler:looks?repeatCount=1&delay=1")
                .routeId("looks")
                .throwException(new IllegalStateException("no"));
          }
        });
    await().until(() -> !lines().isEmpty());
    context.getRouteController().stopRoute("looks");

    assertThat(lines()).containsExactly("ERROR route looks: failed: no");
  }

  @Test
  void a_look_for_messages_that_fails_is_one_line_with_its_route() throws Exception {
    run(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("file:/proc/self/nodir?autoCreate=false&directoryMustExist=true"
                    + "&startingDirectoryMustExist=false&repeatCount=1&initialDelay=1")
                .routeId("looks")
                .log("never");
          }
        });
    await().until(() -> !lines().isEmpty());

    assertThat(lines()).singleElement().asString().startsWith("WARN route looks: ");
  }
}
