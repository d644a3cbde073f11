// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.message;

import io.celeryroot.text.Quote;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Compressed bodies of messages, by the names that kombu gives the methods. Thread-safe. */
public final class Compression {

  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

  private Compression() {}

  /**
   * Decompresses a body.
   *
   * @param name of the method: {@code application/x-gzip} (zlib's form in messages of kombu, or
   *     gzip's own), {@code application/x-bz2}, or their short names
   * @param max most bytes of the result
   * @return the body, at most {@code max} bytes
   * @throws IOException the method is not read, the body is damaged or too long; the message says
   *     which
   */
  public static byte[] decompress(byte[] body, String name, int max) throws IOException {
    byte[] bytes = read(body, name, max);
    if (bytes.length > max) {
      throw new IOException("body is longer than " + max + " bytes when it is decompressed");
    }
    return bytes;
  }

  private static byte[] read(byte[] body, String name, int max) throws IOException {
    boolean isZip =
        switch (name) {
          case "application/x-gzip", "gzip", "zlib" -> true;
          case "application/x-bz2", "bzip2", "bzip" -> false;
          default ->
              throw new IOException(
                  "compressed with "
                      + Quote.of(name)
                      + ", only gzip and bzip2 are read; set task_compression to \"gzip\"");
        };
    try (InputStream plain = isZip ? unzip(body) : bunzip(body)) {
      // One byte more shows that there is more.
      return plain.readNBytes(max + 1);
    } catch (IOException | RuntimeException e) {
      // The reader of bzip2 also throws what it stumbles over in a damaged body.
      throw new IOException("body is damaged: it is not compressed with " + Quote.of(name), e);
    }
  }

  private static InputStream unzip(byte[] body) throws IOException {
    InputStream bytes = new ByteArrayInputStream(body);
    boolean isGzip =
        body.length >= 2 && Arrays.equals(body, 0, 2, GZIP_MAGIC, 0, GZIP_MAGIC.length);
    return isGzip ? new GZIPInputStream(bytes) : new InflaterInputStream(bytes);
  }

  private static InputStream bunzip(byte[] body) throws IOException {
    return new BZip2CompressorInputStream(new ByteArrayInputStream(body), true);
  }
}
