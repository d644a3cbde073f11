// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

  private static final String BODY = "[[\"x\"], {}, {\"callbacks\": null}]";

  /** What Python's zlib, bz2 and gzip make of the body. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "application/x-gzip,ZLIB",
    "gzip,ZLIB",
    "zlib,ZLIB",
    "application/x-bz2,BZ2",
    "bzip2,BZ2",
    "bzip,BZ2",
    "application/x-gzip,GZIP",
  })
  void a_body_that_kombu_compressed_is_read(String name, String by) throws IOException {
    assertThat(new String(Compression.decompress(python(by), name, 100), UTF_8)).isEqualTo(BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "bzip2"})
  void a_small_body_that_becomes_a_huge_one_is_refused(String name) throws IOException {
    byte[] bomb = name.equals("gzip") ? zlib(64 << 20) : bzip2(64 << 20);

    assertThat(bomb).hasSizeLessThan(100_000);
    assertThatThrownBy(() -> Compression.decompress(bomb, name, 1000))
        .isInstanceOf(IOException.class)
        .hasMessage("body is longer than 1000 bytes when it is decompressed");
  }

  @Test
  void the_longest_body_that_is_read_has_exactly_the_bound() throws IOException {
    assertThat(Compression.decompress(zlib(1000), "gzip", 1000)).hasSize(1000);
    assertThatThrownBy(() -> Compression.decompress(zlib(1001), "gzip", 1000))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-lzma", "application/x-brotli", "application/zstd", "br"})
  void another_method_is_refused_by_its_name(String name) {
    assertThatThrownBy(() -> Compression.decompress(python("ZLIB"), name, 100))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "compressed with \"%s\", only gzip and bzip2 are read; set task_compression to"
                + " \"gzip\"",
            name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ZLIB", "BZ2", "GZIP"})
  void a_damaged_body_is_refused_and_not_thrown_at_the_caller(String by) {
    byte[] good = python(by);
    String name = by.equals("BZ2") ? "bzip2" : "gzip";
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        Compression.decompress(bad, name, 100);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static byte[] python(String by) {
    return Base64.getDecoder()
        .decode(
            switch (by) {
              case "ZLIB" -> "eJyLjlaqUIrVUaiuBWKl5MScnKTE5OxiJSuFvNKcnNpYAKYOCq4=";
              case "BZ2" ->
                  "QlpoOTFBWSZTWfn4JJEAAAWbgFAEABAACjgNCkogADFDTTAARHlDTRpiEo8StMxAPXjHiRQiaUo+fi7kinChIfPwSSI=";
              default -> "H4sIAAAAAAACA4uOVqpQitVRqK4FYqXkxJycpMTk7GIlK4W80pyc2lgA6rCsSiAAAAA=";
            });
  }

  private static byte[] zlib(int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(new byte[zeros]);
    }
    return bytes.toByteArray();
  }

  private static byte[] bzip2(int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bytes)) {
      out.write(new byte[zeros]);
    }
    return bytes.toByteArray();
  }
}
