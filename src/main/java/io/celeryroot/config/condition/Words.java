// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import io.celeryroot.config.condition.Tokens.Token;
import io.celeryroot.text.Quote;
import java.util.Map;
import java.util.Set;

/** The words of the language of conditions, and what people write in their place. */
final class Words {

  static final String SYNTAX = "condition-syntax";

  static final Set<String> RESERVED = Set.of("and", "or", "not");

  /** Signs of other languages for these words. */
  static final Map<String, String> FOREIGN =
      Map.of("&&", "and", "&", "and", "||", "or", "|", "or", "!", "not", ",", "and");

  private Words() {}

  /** The message for a sign that is not one of the language. */
  static String no(Token sign) {
    return "no operator " + Quote.of(sign.text());
  }
}
