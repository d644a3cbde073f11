// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StatefulService;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManyRoutesContextTest {

  private final CamelContext context = new ManyRoutesContext();
  private final MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void all_routes_start_however_many_steps_they_take() throws Exception {
    add("one", 250);

    context.start();

    assertThat(context.getRoutes()).hasSize(250);
    assertThat(context.getRoutes())
        .extracting(route -> context.getRouteController().getRouteStatus(route.getId()))
        .containsOnly(ServiceStatus.Started);
  }

  @Test
  void very_many_routes_start_except_those_that_must_not() throws Exception {
    add("one", 1500);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:off").routeId("off").autoStartup(false).log("off");
          }
        });

    context.start();

    assertThat(context.getRoutes()).hasSize(1501);
    assertThat(context.getRoutes())
        .filteredOn(route -> !route.getId().equals("off"))
        .extracting(route -> context.getRouteController().getRouteStatus(route.getId()))
        .containsOnly(ServiceStatus.Started);
    assertThat(context.getRouteController().getRouteStatus("off").isStarted()).isFalse();
    assertThat(context.getCamelContextExtension().getRouteStartupOrder())
        .extracting(order -> order.getRoute().getId())
        .doesNotHaveDuplicates()
        .hasSize(1500);
  }

  @Test
  void very_many_routes_stop_with_those_that_did_not_start() throws Exception {
    add("one", 1500);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:off").routeId("off").autoStartup(false).log("off");
          }
        });
    context.start();
    List<Service> services =
        context.getRoutes().stream().map(Route::getProcessor).map(Service.class::cast).toList();

    context.stop();

    assertThat(services).hasSize(1501).allMatch(service -> ((StatefulService) service).isStopped());
  }

  @Test
  void routes_that_are_added_later_start_too() throws Exception {
    add("one", 2);
    context.start();

    add("two", 2);

    assertThat(context.getRoutes())
        .extracting(route -> route.getId())
        .containsExactlyInAnyOrder("one-0", "one-1", "two-0", "two-1");
  }

  @Test
  void an_id_that_is_there_twice_is_refused_however_far_apart() throws Exception {
    add("one", 250);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:twin").routeId("twin").log("twin").id("one-3/log");
          }
        });

    assertThatThrownBy(context::start)
        .hasStackTraceContaining("two routes or steps have the id one-3/log; fix: ");
    assertThat(context.getRoutes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 2500})
  void two_routes_from_one_endpoint_are_refused_among_few_and_among_many(int count)
      throws Exception {
    add("one", count);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:one-1").routeId("twin").log("twin");
          }
        });

    assertThatThrownBy(context::start)
        .hasStackTraceContaining("Multiple consumers for the same endpoint is not allowed");
  }

  @Test
  void a_route_added_later_may_not_reuse_an_endpoint() throws Exception {
    add("one", 2500);
    context.start();

    assertThatThrownBy(
            () ->
                context.addRoutes(
                    new RouteBuilder() {
                      @Override
                      public void configure() {
                        from("direct:one-1").routeId("twin").log("twin");
                      }
                    }))
        .hasStackTraceContaining("Multiple consumers for the same endpoint is not allowed");
    assertThat(context.getRoutes()).hasSize(2501);
  }

  @Test
  void mbeans_of_one_class_share_descriptions_but_not_values() throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:a").routeId("a").description("the first").log("a");
            from("direct:b").routeId("b").description("the second").log("b");
          }
        });
    context.start();
    ObjectName first = name("a");
    ObjectName second = name("b");

    MBeanAttributeInfo[] described = jmx.getMBeanInfo(first).getAttributes();
    MBeanAttributeInfo[] alike = jmx.getMBeanInfo(second).getAttributes();
    assertThat(described).hasSizeGreaterThan(20);
    assertThat(alike).hasSameSizeAs(described);
    for (int i = 0; i < alike.length; i++) {
      assertThat(alike[i]).isSameAs(described[i]);
    }
    jmx.setAttribute(first, new Attribute("StatisticsEnabled", false));
    context.createProducerTemplate().sendBody("direct:b", "");

    assertThat(values(first, "Description", "StatisticsEnabled", "ExchangesTotal"))
        .containsExactly("the first", false, 0L);
    assertThat(values(second, "Description", "StatisticsEnabled", "ExchangesTotal"))
        .containsExactly("the second", true, 1L);
    assertThat(jmx.invoke(second, "getState", new Object[0], new String[0])).isEqualTo("Started");
  }

  private Object[] values(ObjectName bean, String... attributes) throws Exception {
    return jmx.getAttributes(bean, attributes).asList().stream().map(Attribute::getValue).toArray();
  }

  private ObjectName name(String route) throws Exception {
    return new ObjectName(
        "org.apache.camel:context=%s,type=routes,name=\"%s\""
            .formatted(context.getManagementName(), route));
  }

  private void add(String prefix, int count) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (int i = 0; i < count; i++) {
              String id = prefix + "-" + i;
              from("direct:" + id).routeId(id).log(id).id(id + "/log");
            }
          }
        });
  }
}
