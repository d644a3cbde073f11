// SPDX-License-Identifier: Apache-2.0
package io.celeryroot;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds classes of one package that need each other; nested classes count as their outermost. */
final class Circles {

  private Circles() {}

  /** The circles, each as the sorted names of its classes. */
  static Set<Set<String>> in(JavaClasses house) {
    Map<String, Set<String>> uses = uses(house);
    Map<String, Set<String>> reachable = new TreeMap<>();
    uses.keySet().forEach(type -> reachable.put(type, reachable(type, uses)));
    Set<Set<String>> circles = new HashSet<>();
    reachable.forEach(
        (type, others) -> {
          Set<String> circle = new TreeSet<>();
          others.stream()
              .filter(other -> reachable.getOrDefault(other, Set.of()).contains(type))
              .forEach(circle::add);
          if (!circle.isEmpty()) {
            circles.add(circle);
          }
        });
    return circles;
  }

  private static Map<String, Set<String>> uses(JavaClasses house) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : house) {
      Set<String> used = uses.computeIfAbsent(outermost(type), name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().equals(type.getPackageName())
            && !outermost(target).equals(outermost(type))) {
          used.add(outermost(target));
        }
      }
    }
    return uses;
  }

  private static String outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getName();
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
    Set<String> seen = new TreeSet<>();
    Deque<Collection<String>> next = new ArrayDeque<>(List.of(uses.get(from)));
    while (!next.isEmpty()) {
      for (String type : next.pop()) {
        if (seen.add(type)) {
          next.push(uses.getOrDefault(type, Set.of()));
        }
      }
    }
    return seen;
  }
}
