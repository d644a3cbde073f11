// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.apache.camel.support.ResourceSupport;

/** A generated file of routes, held in memory. */
public final class GeneratedFile extends ResourceSupport {

  /** Start of the line that the generator writes before beans, and before nothing else. */
  private static final String BEANS = "\n- beans:";

  private final String text;

  /**
   * @param name of the file, with its extension
   */
  public GeneratedFile(String name, String text) {
    super("mem", name);
    this.text = text;
  }

  boolean hasBeans() {
    return text.contains(BEANS);
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public InputStream getInputStream() {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
