// SPDX-License-Identifier: Apache-2.0

/** The camel command: camel-jbang-core has all of it but a main method. */
public final class Camel {

  private Camel() {}

  public static void main(String[] arguments) {
    org.apache.camel.dsl.jbang.core.commands.CamelJBangMain.run(arguments);
  }
}
