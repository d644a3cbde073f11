// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text files that are a part of Celeryroot. */
public final class ClassPathText {

  private ClassPathText() {}

  /** The text of the file at an absolute path of the class path. */
  public static String of(String path) {
    try (InputStream in = ClassPathText.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("no class path resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
