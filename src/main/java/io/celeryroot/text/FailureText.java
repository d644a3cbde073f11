// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Messages of failures without the ids that Camel puts in them, which nobody can look up, and
 * without what may be a secret in the URIs of endpoints that they quote.
 */
public final class FailureText {

  private static final int MAX_CAUSES = 30;

  private static final Pattern EXCHANGE =
      Pattern.compile("(?: on the exchange)?[.:]? ?Exchange\\[[\\w-]*\\]");

  /** Options that an endpoint does not have, as Camel lists them. */
  private static final Pattern UNKNOWN_OPTIONS =
      Pattern.compile("parameters=\\[\\{(.*?)\\}\\]", Pattern.DOTALL);

  private static final Pattern UNKNOWN_OPTION =
      Pattern.compile("(^|, )([\\w.-]+)=.*?(?=, [\\w.-]+=|$)", Pattern.DOTALL);

  private FailureText() {}

  /** Returns the message of a failure; empty: it has none. */
  public static Optional<String> of(Throwable failure) {
    return Optional.ofNullable(failure.getMessage())
        .map(FailureText::shown)
        .filter(text -> !text.isEmpty());
  }

  /** Returns the message of the failure, and that of its first cause if it differs. */
  public static String reason(Throwable failure) {
    String said = said(failure);
    String cause = said(causes(failure).reduce(failure, (outer, inner) -> inner));
    return said.contains(cause) ? said : said + ": " + cause;
  }

  /** Returns a failure and its causes; their number is limited, because they may form a circle. */
  public static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
  }

  /** Returns a message as it may be shown. */
  public static String shown(String message) {
    String text = EXCHANGE.matcher(message).replaceAll("").strip();
    String options =
        UNKNOWN_OPTIONS
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        "parameters=[{"
                            + UNKNOWN_OPTION.matcher(found.group(1)).replaceAll("$1$2=" + Mask.TEXT)
                            + "}]"));
    return SecretUri.maskedIn(options);
  }

  private static String said(Throwable failure) {
    String kind = failure.getClass().getSimpleName();
    // The message of these is only the name of the file.
    boolean isBare = failure instanceof FileSystemException file && file.getReason() == null;
    return of(failure).map(message -> isBare ? kind + ": " + message : message).orElse(kind);
  }
}
