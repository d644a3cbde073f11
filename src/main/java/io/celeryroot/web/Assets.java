// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** The style sheet and the scripts, read once when the first browser asks. */
final class Assets {

  /** Prefix of their addresses. */
  static final String PATH = "/assets/";

  private static final String WEBJARS = "/META-INF/resources/webjars/";

  private final Map<String, byte[]> assets =
      Map.of(
          "style.css", read("/io/celeryroot/web/style.css"),
          "htmx.js", read(WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js"),
          "sse.js", read(WEBJARS + "htmx-ext-sse/2.2.2/sse.js"));

  private static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the address of a file, which changes with its bytes. */
  String address(String name) {
    CRC32 sum = new CRC32();
    sum.update(assets.get(name));
    return PATH + Long.toHexString(sum.getValue()) + "-" + name;
  }

  /** Finds the file of an address. */
  Optional<Reply> find(String path) {
    String name = path.substring(path.indexOf('-') + 1);
    return Optional.ofNullable(assets.get(name))
        .filter(body -> address(name).equals(path))
        .map(body -> Reply.file(type(name) + "; charset=utf-8", body));
  }

  private static String type(String name) {
    return name.endsWith(".css") ? "text/css" : "text/javascript";
  }
}
