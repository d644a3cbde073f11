// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel.notify;

import java.util.function.UnaryOperator;
import org.apache.camel.spi.PropertiesFunction;

/**
 * The placeholder {@code {{celeryroot:RECEIVER}}}: the address of a receiver of messages, from
 * cl.yaml, so that no route holds a secret.
 *
 * @param address finds it by the name of the receiver
 */
public record Addresses(UnaryOperator<String> address) implements PropertiesFunction {

  @Override
  public String getName() {
    return "celeryroot";
  }

  @Override
  public String apply(String receiver) {
    return address.apply(receiver);
  }
}
