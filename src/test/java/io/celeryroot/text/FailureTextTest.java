// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTextTest {

  static Stream<Arguments> failures() {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setExchangeId("198D2A697B94129-0000000000000003");
    return Stream.of(
        Arguments.of(
            new ExchangeTimedOutException(exchange, 300),
            "The OUT message was not received within: 300 millis"),
        Arguments.of(
            new CamelExchangeException("no", exchange, new IllegalStateException("boom")),
            "no. Caused by: [java.lang.IllegalStateException - boom]"),
        Arguments.of(
            new CamelExecutionException("Exception occurred during execution", exchange),
            "Exception occurred during execution"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void ids_of_exchanges_are_left_out(Exception failure, String text) {
    assertThat(FailureText.of(failure)).contains(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to http://h/x?passwrd=se%cr due to | to http://h/x?passwrd=*** due to
          http://h/x?a=RAW(b&c d)&to=ann failed | http://h/x?a=***&to=ann failed
          http://h/x?a=RAW(pa)s&s) failed | http://h/x?a=*** failed
          http://h/x?a=RAW{pa}ss} failed | http://h/x?a=*** failed
          at ftp://bob:secret@h:21/dir | at ftp://***@h:21/dir
          at ftp://bob:se@cret@h:21/dir | at ftp://***@h:21/dir
          Endpoint[http://h/x?a=se)c]r"e't.s,e:c;1] is gone. | Endpoint[http://h/x?a=***] is gone.
          (http://h/x?a=secret), then | (http://h/x?a=***), then
          sql:select?dataSource=#ds: no such bean | sql:select?dataSource=***: no such bean
          ssh:x?password=${env.P}&k=v | ssh:x?password=${env.P}&k=***
          Unknown parameters=[{a.b=x, y, passwrd=se cr}] | Unknown parameters=[{a.b=***, passwrd=***}]
          what? a = b | what? a = b
          """)
  void values_of_options_and_users_of_uris_in_a_message_are_masked(String message, String shown) {
    assertThat(FailureText.of(new IllegalStateException(message))).contains(shown);
  }

  @Test
  void a_long_value_is_masked_too() {
    String text = "no http://h/x?a=" + "s)".repeat(100_000) + "s";

    assertThat(FailureText.shown(text)).isEqualTo("no http://h/x?a=***");
  }

  @Test
  void a_failure_without_a_message_has_no_text() {
    assertThat(FailureText.of(new IllegalStateException())).isEmpty();
  }
}
