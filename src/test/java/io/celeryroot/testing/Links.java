// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Links between pages of Markdown. */
public final class Links {

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]*)\\)");

  private Links() {}

  /**
   * The links of README.md, CHANGELOG.md and the pages below docs, bench and examples that lead to
   * no file, directory or heading, each with its page; addresses elsewhere are left out.
   *
   * @param root of the sources, or of where they were installed
   */
  public static List<String> broken(Path root) {
    List<String> broken = new ArrayList<>();
    for (Path page : pages(root)) {
      Matcher link = LINK.matcher(read(page));
      while (link.find()) {
        if (!link.group(1).contains("://") && !leadsSomewhere(page, link.group(1))) {
          broken.add(root.relativize(page) + ": " + link.group(1));
        }
      }
    }
    return broken;
  }

  private static boolean leadsSomewhere(Path page, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    return Files.exists(target) && (parts.length == 1 || hasHeading(target, parts[1]));
  }

  private static boolean hasHeading(Path page, String anchor) {
    return read(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .anyMatch(anchor::equals);
  }

  private static List<Path> pages(Path root) {
    List<Path> pages = new ArrayList<>(List.of(root.resolve("README.md")));
    pages.add(root.resolve("CHANGELOG.md"));
    for (String below : List.of("docs", "bench", "examples")) {
      try (Stream<Path> files = Files.walk(root.resolve(below))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return pages;
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
