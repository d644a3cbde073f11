// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user reads when Camel refuses a route of theirs. */
class RoutesRefusedTest {

  private static String refused(String step) throws Exception {
    return refusedFile("- route: {id: a, from: {uri: 'direct:a', steps: [%s]}}".formatted(step));
  }

  private static String refusedFile(String text) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.start();
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(ResourceHelper.fromString("a.camel.yaml", text));
      return "";
    } catch (Exception e) {
      return RoutesRefused.because(e).getMessage();
    }
  }

  @Test
  void a_missing_class_is_named_with_the_fix() throws Exception {
    assertThat(refused("{bean: {beanType: com.example.Missing}}"))
        .isEqualTo(
            "the routes cannot run: a: no class \"com.example.Missing\"; fix: correct its name, or"
                + " put its jar on CL_CLASSPATH");
  }

  @Test
  void a_bean_that_cannot_be_read_is_told_with_its_file() throws Exception {
    assertThat(refusedFile("- beans: [{name: calc, type: java.lang.Object, script: '1'}]"))
        .isEqualTo("the routes cannot run: a.camel.yaml: The bean script language must be set");
  }

  @Test
  void a_mistake_in_an_expression_is_shown_with_the_expression_and_no_secret() throws Exception {
    assertThat(refused("{setBody: {simple: '${body'}}"))
        .isEqualTo("the routes cannot run: a: expected symbol functionEnd but was eol: \"${body\"");
    assertThat(refused("{toD: {uri: 'jms:x?password=sekret&y=${body'}}"))
        .contains("functionEnd")
        .doesNotContain("sekret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "direct:x?passwrd=sekret&block=true",
        "log:x?passwrd=RAW(a&sekret b)",
        "file:x?passwrd=sekret&tokn=sekret",
        "smtp:bob:sekret@h?passwrd=sekret"
      })
  void an_option_that_the_endpoint_does_not_take_is_named_without_its_value(String uri)
      throws Exception {
    assertThat(refused("{to: {uri: '%s'}}".formatted(uri)))
        .startsWith("the routes cannot run: a: ")
        .doesNotContain("sekret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "5 seconds", "PTx"})
  void a_value_that_cannot_be_read_is_told_with_endpoint_and_option(String value) throws Exception {
    assertThat(
            refusedFile(
                "- route: {id: a, from: {uri: 'timer:x?period=%s', steps: [{log: x}]}}"
                    .formatted(value)))
        .isEqualTo(
            "the routes cannot run: a: timer://x?period=***: period: cannot be read as Duration");
  }

  @Test
  void a_value_of_the_wrong_kind_is_not_shown() throws Exception {
    assertThat(
            refusedFile(
                "- route: {id: a, from: {uri: 'timer:x?fixedRate=sekret', steps: [{log: x}]}}"))
        .startsWith(
            "the routes cannot run: a: timer://x?fixedRate=***: fixedRate: Cannot convert the"
                + " String value: *** to type: boolean");
  }

  @Test
  void a_class_that_cannot_be_made_is_said_to_be_so() throws Exception {
    assertThat(refused("{setBody: {simple: '${bean:java.io.ByteArrayInputStream?method=x}'}}"))
        .startsWith(
            "the routes cannot run: a: class java.io.ByteArrayInputStream has no public"
                + " constructor without arguments: ");
  }
}
