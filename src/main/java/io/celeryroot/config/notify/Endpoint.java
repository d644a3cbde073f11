// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.notify;

import io.celeryroot.text.Mask;
import io.celeryroot.text.SecretUri;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Camel endpoint that messages are sent to.
 *
 * @param uri may hold secrets
 * @param template as it stands in cl.yaml, without values of environment variables
 */
public record Endpoint(String uri, String template) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*\\}");
  private static final int SHORTEST_SECRET = 3;

  /** The scheme in lower case, such as {@code https}. */
  public String scheme() {
    int colon = uri.indexOf(':');
    return colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
  }

  public boolean isHttp() {
    return scheme().equals("http") || scheme().equals("https");
  }

  public boolean isMail() {
    return scheme().equals("smtp") || scheme().equals("smtps");
  }

  /** Returns true if it is a route of the user in the same process. */
  public boolean isRoute() {
    return scheme().equals("direct") || scheme().equals("seda");
  }

  /** Returns the text in cl.yaml with {@code ***} for each part that may be a secret. */
  public String masked() {
    return new SecretUri(template).masked();
  }

  /** Returns true if the text in cl.yaml itself holds what may be a secret. */
  public boolean hasSecrets() {
    return new SecretUri(template).hasSecrets();
  }

  /**
   * Returns a text without what may be a secret of this address, and without values of environment
   * variables in it.
   */
  public String maskedIn(String text) {
    String masked = text;
    for (SecretUri.Range secret : new SecretUri(uri).secrets()) {
      masked = hidden(masked, uri.substring(secret.start(), secret.end()));
    }
    Matcher filled = filledIn().matcher(uri);
    if (!uri.equals(template) && filled.matches()) {
      for (int i = 1; i <= filled.groupCount(); i++) {
        masked = hidden(masked, filled.group(i));
      }
    }
    return masked;
  }

  private static String hidden(String text, String secret) {
    return secret.length() < SHORTEST_SECRET ? text : text.replace(secret, Mask.TEXT);
  }

  /** The form of the URI, with a group for each placeholder of the template. */
  private Pattern filledIn() {
    StringBuilder form = new StringBuilder();
    Matcher placeholder = PLACEHOLDER.matcher(template);
    int from = 0;
    while (placeholder.find()) {
      form.append(Pattern.quote(template.substring(from, placeholder.start()))).append("(.*?)");
      from = placeholder.end();
    }
    return Pattern.compile(form + Pattern.quote(template.substring(from)), Pattern.DOTALL);
  }

  /** Leaves out secrets. */
  @Override
  public String toString() {
    return masked();
  }
}
