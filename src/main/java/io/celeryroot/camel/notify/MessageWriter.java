// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel.notify;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.notify.MessageField;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.text.FailureText;
import io.celeryroot.text.Json;
import io.celeryroot.text.Quote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes a message as its receiver needs it: JSON, a mail, or a map. Thread-safe. */
public final class MessageWriter {

  /** Part of a message of Camel, which also holds the whole address. */
  private static final Pattern STATUS = Pattern.compile("with statusCode: (\\d{3})");

  private static final int LONGEST_REASON = 300;

  private final ClConfig config;

  /** A writer for the receivers of a file. */
  public MessageWriter(ClConfig config) {
    this.config = config;
  }

  private static String fix(String status) {
    return switch (status) {
      case "301", "308" -> ", so the address has moved; write the new one in cl.yaml";
      case "302", "303", "307" -> ", a redirection, which is not followed; check the address";
      default -> "";
    };
  }

  /** Sets body and headers of a ping. */
  public static void writePing(Notice notice, Message message) {
    message.removeHeaders("*");
    message.setBody(null);
    if (!notice.event().equals("ok")) {
      message.setHeader(Exchange.HTTP_PATH, notice.event());
    }
  }

  /** Sets body and headers. */
  public void write(Notice notice, Receiver receiver, Message message) {
    message.removeHeaders("*");
    if (receiver.to() instanceof Receiver.To.Task task) {
      message.setBody(parameters(notice, task));
      return;
    }
    Endpoint endpoint = ((Receiver.To.Uri) receiver.to()).endpoint();
    if (endpoint.isHttp()) {
      message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    } else if (endpoint.isMail()) {
      message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=UTF-8");
      message.setHeader("Subject", notice.field(MessageField.SUBJECT));
    }
    message.setBody(body(notice, receiver.body(), endpoint));
  }

  private static Object body(Notice notice, Optional<String> template, Endpoint endpoint) {
    if (template.isPresent()) {
      return MessageField.fill(
          template.get(),
          key -> {
            String text = notice.fields().getOrDefault(key, "");
            return endpoint.isHttp() ? inJson(text) : text;
          });
    }
    if (endpoint.isHttp()) {
      return Json.line(notice.fields());
    }
    return endpoint.isRoute()
        ? new LinkedHashMap<>(notice.fields())
        : notice.field(MessageField.TEXT) + "\n";
  }

  /** The reason of a failure in a few words: status of the web server, or the first cause. */
  public static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String kind = cause.getClass().getSimpleName();
    Optional<String> message = FailureText.of(cause);
    Matcher status = STATUS.matcher(message.orElse(""));
    return status.find()
        ? "HTTP status " + status.group(1) + fix(status.group(1))
        : message.map(text -> kind + ": " + Quote.oneLine(text, LONGEST_REASON)).orElse(kind);
  }

  /** Text between the quotes of a JSON string. */
  private static String inJson(String text) {
    String quoted = Json.line(text);
    return quoted.substring(1, quoted.length() - 1);
  }

  private Map<String, String> parameters(Notice notice, Receiver.To.Task to) {
    Map<String, String> values = new LinkedHashMap<>();
    config.task(to.task()).map(TaskDefinition::params).stream()
        .flatMap(params -> params.stream())
        .map(Param::name)
        .filter(MessageField.keys()::contains)
        .forEach(name -> values.put(name, notice.fields().getOrDefault(name, "")));
    return values;
  }
}
