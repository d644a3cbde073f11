// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/** A rule that must hold for a job to start. Its text, read again, is the same condition. */
public sealed interface Condition {

  /** The condition as cl.yaml writes it. */
  String text();

  /** The facts in it, in the order of the text. */
  Stream<FactUse> facts();

  /** The conditions in it that have no parts, in the order of the text. */
  Stream<Condition> leaves();

  /** A fact that is compared with a quantity. */
  record Comparison(FactUse fact, Operator operator, Quantity quantity) implements Condition {

    @Override
    public String text() {
      return fact.text() + " " + operator.sign() + " " + quantity.text();
    }

    @Override
    public Stream<FactUse> facts() {
      return Stream.of(fact);
    }

    @Override
    public Stream<Condition> leaves() {
      return Stream.of(this);
    }
  }

  /** A fact that is yes. */
  record Is(FactUse fact) implements Condition {

    @Override
    public String text() {
      return fact.text();
    }

    @Override
    public Stream<FactUse> facts() {
      return Stream.of(fact);
    }

    @Override
    public Stream<Condition> leaves() {
      return Stream.of(this);
    }
  }

  /** Holds when its part does not. */
  record Not(Condition part) implements Condition {

    @Override
    public String text() {
      boolean isJoined = part instanceof All || part instanceof Any;
      return "not " + (isJoined ? bracketed(part) : part.text());
    }

    @Override
    public Stream<FactUse> facts() {
      return part.facts();
    }

    @Override
    public Stream<Condition> leaves() {
      return part.leaves();
    }
  }

  /** Holds when all parts do. */
  record All(List<Condition> parts) implements Condition {

    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public String text() {
      return parts.stream()
          .map(part -> part instanceof All || part instanceof Any ? bracketed(part) : part.text())
          .collect(joining(" and "));
    }

    @Override
    public Stream<FactUse> facts() {
      return parts.stream().flatMap(Condition::facts);
    }

    @Override
    public Stream<Condition> leaves() {
      return parts.stream().flatMap(Condition::leaves);
    }
  }

  /** Holds when at least one part does. */
  record Any(List<Condition> parts) implements Condition {

    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public String text() {
      return parts.stream()
          .map(part -> part instanceof Any ? bracketed(part) : part.text())
          .collect(joining(" or "));
    }

    @Override
    public Stream<FactUse> facts() {
      return parts.stream().flatMap(Condition::facts);
    }

    @Override
    public Stream<Condition> leaves() {
      return parts.stream().flatMap(Condition::leaves);
    }
  }

  private static String bracketed(Condition part) {
    return "(" + part.text() + ")";
  }
}
