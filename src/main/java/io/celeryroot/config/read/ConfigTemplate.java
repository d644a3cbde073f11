// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClassPathText;

/** The file that {@code cl config init} writes. */
public final class ConfigTemplate {

  private ConfigTemplate() {}

  /**
   * A commented file that is valid as it is; expects {@code cl.schema.json} beside it for editors.
   */
  public static String text() {
    return ClassPathText.of("/io/celeryroot/config/template.yaml");
  }
}
