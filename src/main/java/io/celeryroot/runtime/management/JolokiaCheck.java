// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets through only those requests to jolokia whose method and types its policy knows. Jolokia asks
 * its policy about most types, but not about notifications, nor about a version asked for by GET.
 * Thread-safe.
 */
final class JolokiaCheck {

  /** Longest body; hawtio asks for many MBeans at a time. */
  static final int MAX_BODY = 256 * 1024;

  private static final Set<String> TYPES = Set.of("read", "list", "search", "version", "exec");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          // Another parser might take the other of two.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JolokiaCheck() {}

  /** Returns whether a path is served by jolokia. */
  static boolean isFor(RoutingContext context) {
    return context.normalizedPath().startsWith(Management.PATH + "/jolokia");
  }

  /** Passes the request on, or refuses it. */
  static void handle(RoutingContext context) {
    if (!HttpMethod.POST.equals(context.request().method())) {
      context.response().putHeader("Allow", "POST");
      refuse(context, 405, "jolokia takes POST only");
      return;
    }
    Buffer body = Buffer.buffer();
    context
        .request()
        .handler(
            part -> {
              body.appendBuffer(part);
              if (body.length() > MAX_BODY) {
                refuse(context, 413, "more than " + MAX_BODY + " bytes");
                context.request().connection().close();
              }
            })
        .endHandler(end -> pass(context, body))
        .resume();
  }

  private static void pass(RoutingContext context, Buffer body) {
    if (context.response().ended()) {
      return;
    }
    if (!isAllowed(body.getBytes())) {
      refuse(context, 403, "refused; types: " + String.join(", ", new TreeSet<>(TYPES)));
      return;
    }
    // As Vert.x's own handler of bodies leaves it.
    RoutingContextInternal internal = (RoutingContextInternal) context;
    internal.setBody(body);
    internal.visitHandler(RoutingContextInternal.BODY_HANDLER);
    context.next();
  }

  /**
   * Returns whether a body is a request, or a list of requests, of allowed types. Hawtio sends
   * empty lists, too. It must be UTF-8: of bytes, a parser may guess that they are UTF-16 or
   * UTF-32.
   */
  static boolean isAllowed(byte[] body) {
    try {
      JsonNode tree = JSON.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
      return isRequest(tree) || (tree.isArray() && areRequests(tree));
    } catch (JacksonException | CharacterCodingException e) {
      return false;
    }
  }

  private static boolean areRequests(JsonNode list) {
    for (JsonNode element : list) {
      if (!isRequest(element)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRequest(JsonNode tree) {
    return tree.isObject() && TYPES.contains(tree.path("type").asText());
  }

  /** Answers in the form of jolokia's own errors. */
  private static void refuse(RoutingContext context, int status, String why) {
    if (!context.response().ended()) {
      context
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end("{\"status\":%d,\"error\":\"%s\"}\n".formatted(status, why));
    }
  }
}
