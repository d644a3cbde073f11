// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.camel.support.ResourceSupport;

/** A file of the user's routes, as it was when it was read. */
final class OwnFile extends ResourceSupport {

  private final String text;

  OwnFile(Path file, String text) {
    super("file", file.toString());
    this.text = text;
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public InputStream getInputStream() {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
