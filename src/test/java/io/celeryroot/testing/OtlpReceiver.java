// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A collector of spans on the loopback: as much of OTLP/HTTP in protobuf as a test looks at. */
public final class OtlpReceiver implements AutoCloseable {

  /**
   * A span that was received; {@code parent} is empty for the first one of a trace, {@code failure}
   * where all went well.
   */
  public record Received(
      String trace,
      String id,
      String parent,
      String name,
      Map<String, String> attributes,
      String failure) {}

  /** Number and content of one field: the bytes of a nested one, nothing of a number. */
  private record Field(int number, ByteBuffer content) {

    byte[] bytes() {
      byte[] bytes = new byte[content.remaining()];
      content.duplicate().get(bytes);
      return bytes;
    }
  }

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /** Starts one. */
  public OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  /** For {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All spans so far. */
  public List<Received> spans() {
    return List.copyOf(spans);
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    for (byte[] resource : nested(request, 1)) {
      for (byte[] scope : nested(resource, 2)) {
        nested(scope, 2).forEach(span -> spans.add(span(span)));
      }
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Received span(byte[] span) {
    return new Received(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        attributes(nested(span, 9)),
        nested(span, 15).stream().map(status -> text(status, 2)).findFirst().orElse(""));
  }

  private static Map<String, String> attributes(List<byte[]> pairs) {
    return pairs.stream()
        .collect(
            Collectors.toMap(
                pair -> text(pair, 1),
                pair -> nested(pair, 2).stream().map(v -> text(v, 1)).findFirst().orElse(""),
                (one, two) -> two));
  }

  private static String hex(byte[] message, int number) {
    return nested(message, number).stream().map(HexFormat.of()::formatHex).findFirst().orElse("");
  }

  private static String text(byte[] message, int number) {
    return nested(message, number).stream().map(b -> new String(b, UTF_8)).findFirst().orElse("");
  }

  private static List<byte[]> nested(byte[] message, int number) {
    return fields(message).stream().filter(f -> f.number() == number).map(Field::bytes).toList();
  }

  private static List<Field> fields(byte[] message) {
    List<Field> fields = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      byte[] bytes = new byte[length(in, (int) tag & 7)];
      in.get(bytes);
      fields.add(new Field((int) (tag >>> 3), ByteBuffer.wrap(bytes)));
    }
    return fields;
  }

  private static int length(ByteBuffer in, int wireType) {
    return switch (wireType) {
      case 0 -> {
        varint(in);
        yield 0;
      }
      case 1 -> 8;
      case 2 -> (int) varint(in);
      case 5 -> 4;
      default -> throw new UncheckedIOException(new IOException("wire type " + wireType));
    };
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
