// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.notify;

import io.celeryroot.config.notify.Endpoint;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Quote;
import io.celeryroot.text.SecretUri;
import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The types of addresses. What may be a secret in them is never shown. */
final class EndpointType {

  private static final String FORM = "[a-zA-Z][a-zA-Z0-9+.-]*:\\S+";
  private static final String MAIL_HINT =
      "write the mail server, such as \"smtp://mail.example.org?from=cl@example.org&to=ops@example.org\"";

  /** Any endpoint of Camel. */
  static final Type<Endpoint> ANY = type("an endpoint URI", FORM, EndpointType::checked);

  /** A web address. */
  static final Type<Endpoint> WEB = type("a web address", "https?://\\S+", EndpointType::web);

  private EndpointType() {}

  private static Type<Endpoint> type(String label, String form, UnaryOperator<String> check) {
    return Type.of(
            label,
            (reading, node) -> read(reading, node, label, check),
            schemas -> Schemas.pattern("^" + form + "$"))
        .written(Endpoint::masked);
  }

  private static Optional<Endpoint> read(
      Reading reading, Node node, String label, UnaryOperator<String> check) {
    if (node instanceof Node.Text text) {
      List<SecretUri.Range> secrets = new SecretUri(text.text()).secrets();
      secrets.forEach(secret -> reading.hideWithin(text, secret.start(), secret.end()));
    }
    return reading.scalar(node, label).flatMap(value -> read(reading, value, check));
  }

  private static Optional<Endpoint> read(
      Reading reading, Scalar value, UnaryOperator<String> check) {
    try {
      return Optional.of(new Endpoint(check.apply(value.text()), value.node().text()));
    } catch (UnreadableValue e) {
      SecretUri shown = new SecretUri(value.node().text());
      boolean isPlain = !value.isFilledIn() && !shown.hasSecrets();
      reading.report(value, Quote.of(shown.masked()), isPlain, e);
      return Optional.empty();
    }
  }

  private static String checked(String uri) {
    String lower = uri.toLowerCase(Locale.ROOT);
    if (lower.startsWith("mailto:") || uri.matches("[^@:/\\s]+@[^@:/\\s]+")) {
      throw new UnreadableValue("to-uri", "an address, not an endpoint URI", MAIL_HINT);
    }
    if (!uri.matches(FORM)) {
      throw new UnreadableValue(
          "to-uri",
          "not an endpoint URI",
          "write a scheme, a colon and a path, such as \"https://hooks.example.org/ops\"");
    }
    if (lower.matches("https?:.*")) {
      return web(uri);
    }
    if (lower.matches("smtps?:.*") && !lower.matches(".*[?&](to|cc|bcc)=[^&]+.*")) {
      throw new UnreadableValue("to-uri", "a mail server without \"to=\"", MAIL_HINT);
    }
    return uri;
  }

  private static String web(String uri) {
    if (uri.matches("(?i)https?://[^/?#@:]+(:[0-9]{1,5})?([/?#]\\S*)?")) {
      return uri;
    }
    boolean isLogin = uri.matches("(?i)https?://[^/?#]*@.*");
    throw new UnreadableValue(
        "web-address",
        isLogin ? "a web address with a user" : "not a web address",
        isLogin
            ? "write them as options: \"?authUsername=...&authPassword=...\""
            : "write it from \"https://\" on");
  }
}
