// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.config.RedisUrl;
import io.celeryroot.text.Mask;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One pass over a tree: turns nodes into scalars and maps, reports what has another type, and
 * remembers which places hold secrets. Thread-safe.
 *
 * @param problems collects the mistakes
 * @param placeholders fills in environment variables
 * @param secrets places in the file that must not be shown
 * @param places of maps that have a key, by its name; asked for keys that are unknown where they
 *     are
 */
public record Reading(
    Problems problems,
    Placeholders placeholders,
    List<Place> secrets,
    Function<String, List<String>> places) {

  /** Places of maps whose values can be secrets. */
  private static final Pattern MAY_BE_SECRET = Pattern.compile(".*[.](env|params)([.].*)?");

  /**
   * A pass that fills in {@code variables} and reports those that are missing.
   *
   * @param secrets receives the places
   */
  public static Reading strict(
      Map<String, String> variables, Problems problems, List<Place> secrets) {
    return new Reading(
        problems,
        new Placeholders(variables, true, problems),
        Collections.synchronizedList(secrets),
        key -> List.of());
  }

  /** Returns this pass, which tells of keys in wrong places where they belong. */
  public Reading knowing(Function<String, List<String>> of) {
    return new Reading(problems, placeholders, secrets, of);
  }

  /** A pass with problems of its own that reports no missing variables. */
  public Reading lenient() {
    Problems found = new Problems();
    return new Reading(
        found, new Placeholders(placeholders.variables(), false, found), secrets, places);
  }

  public void report(Node node, String rule, String message, Fix fix) {
    problems.report(node, rule, message, fix);
  }

  /**
   * Reports a part of a value that is valid and probably not meant.
   *
   * @param from chars of its text before the part
   * @param length chars of the part
   */
  public void warn(Scalar value, int from, int length, String rule, String message, String hint) {
    boolean isPlain = !value.isFilledIn();
    problems.warnWithin(value.node(), from, isPlain ? length : 0, rule, message, hint);
  }

  /** Reports a value that is valid and probably not meant. */
  public void warn(Scalar value, String rule, String message, String hint) {
    warn(value, 0, value.text().length(), rule, message, hint);
  }

  /** Keeps a value out of all quoted lines. */
  public void hide(Node node) {
    secrets.add(node.place());
  }

  /** Keeps the password in a URL out of all quoted lines. */
  public void hidePassword(Node.Text url) {
    String masked = RedisUrl.mask(url.text());
    if (masked.equals(url.text())) {
      return;
    }
    int start = masked.lastIndexOf(Mask.TEXT);
    int end = url.text().length() - (masked.length() - start - Mask.TEXT.length());
    hideWithin(url, start, end);
  }

  /**
   * Keeps some characters of a scalar out of all quoted lines.
   *
   * @param start index of the first in its text
   * @param end index behind the last
   */
  public void hideWithin(Node.Text text, int start, int end) {
    if (text.style() == Style.OPAQUE) {
      hide(text);
    } else {
      Place place = text.place();
      int from = place.start() + text.style().inset() + text.text().codePointCount(0, start);
      int to = from + text.text().codePointCount(start, end);
      secrets.add(new Place(place.source(), from, to, to - from));
    }
  }

  /**
   * Returns whether there is something behind a key; if not, reports it.
   *
   * @param need the wanted type in words
   */
  public boolean isGiven(Node node, String need) {
    if (!node.isHollow()) {
      return true;
    }
    report(node, "empty", "nothing here, need " + need, Fix.say("write a value or delete the key"));
    return false;
  }

  /** The node as a map; empty when it is something else, which is reported with {@code fix}. */
  public Optional<Node.Entries> map(Node node, Supplier<Fix> fix) {
    if (node instanceof Node.Entries map) {
      return Optional.of(map);
    }
    boolean maybeSecret = MAY_BE_SECRET.matcher(node.path()).matches();
    if (maybeSecret) {
      hide(node);
    }
    if (node.isEmpty()) {
      report(node, "empty", "nothing here, need a map", Fix.say("write keys below it, or {}"));
      return Optional.empty();
    }
    String text =
        node instanceof Node.Text scalar && !maybeSecret ? " " + Quote.of(scalar.text()) : "";
    report(node, "type", node.kind() + text + ", need a map", fix.get());
    return Optional.empty();
  }

  /** The entries of a map whose keys are names that the user gives. */
  public List<Node.Entry> entries(Node node) {
    return map(node, () -> Fix.say("write names below it, and what belongs to each"))
        .map(Node.Entries::entries)
        .orElse(List.of());
  }

  /**
   * The node as a scalar with its placeholders filled in; empty when it cannot be one, which is
   * reported.
   *
   * @param need the wanted type in words
   */
  public Optional<Scalar> scalar(Node node, String need) {
    if (!(node instanceof Node.Text text)) {
      Fix fix = node instanceof Node.Items ? Fix.say("write one value") : Fix.NONE;
      report(node, "type", node.kind() + ", need " + need, fix);
      return Optional.empty();
    }
    return placeholders
        .fill(text)
        .map(filled -> new Scalar(text, filled))
        .filter(value -> isText(value.node(), value.text()));
  }

  /**
   * The scalars of a list, or the only one. Elements that cannot be read are left out.
   *
   * @param need the wanted type in words
   * @param element the wanted type of an element, in words
   */
  public List<Scalar> scalars(Node node, String need, String element) {
    if (!(node instanceof Node.Items items)) {
      return scalar(node, need).map(List::of).orElse(List.of());
    }
    List<Scalar> values = new ArrayList<>();
    for (Node item : items.items()) {
      if (isGiven(item, element)) {
        scalar(item, element).ifPresent(values::add);
      }
    }
    return values;
  }

  /** The value that {@code parser} makes of a scalar; what the parser refuses is reported. */
  public <T> Optional<T> parse(Scalar value, Function<Scalar, T> parser) {
    try {
      return Optional.of(parser.apply(value));
    } catch (UnreadableValue e) {
      report(value, value.quoted(), !value.isFilledIn(), e);
      return Optional.empty();
    }
  }

  /**
   * Reports what a parser refused.
   *
   * @param quoted the text for messages
   * @param isPlain whether the text is what stands in the file, and may be shown
   */
  public void report(Scalar value, String quoted, boolean isPlain, UnreadableValue e) {
    String fact = e.getMessage();
    boolean quotes = fact.endsWith(Quote.of(value.text()));
    String message = quotes ? fact : fact + ": " + quoted;
    boolean isPart = e.length() > 0 && e.length() < value.text().strip().length();
    if (isPart && isPlain) {
      problems.reportWithin(
          value.node(), e.offset(), e.length(), e.rule(), message, Fix.say(e.hint()));
    } else {
      Optional<String> yaml =
          e.replacement().filter(text -> isPlain).flatMap(value.node()::rewritten);
      report(value.node(), e.rule(), message, new Fix(e.hint(), yaml));
    }
  }

  /** Returns whether a text can be handed to a program; if not, reports it. */
  public boolean isText(Node node, String text) {
    boolean nul = text.indexOf('\0') >= 0;
    if (nul) {
      report(node, "nul-character", "a NUL character in the text", Fix.say("delete it"));
    }
    return !nul;
  }
}
