// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts that people read: pages of Markdown and Javadoc, without code. */
final class Prose {

  private static final Pattern LIST_ITEM = Pattern.compile("\\s*(?:[-*]|\\d+\\.) (.*)");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?:])[)*\"_]*\\s+");
  private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);

  private Prose() {}

  /** Pages of Markdown, from the root of the sources on. */
  static List<Path> pages() {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> root = Files.list(Path.of(""))) {
      root.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String below : List.of("docs", "bench", "examples")) {
      pages.addAll(files(Path.of(below), ".md"));
    }
    return pages;
  }

  /** Lines of a page outside fenced code and tables. */
  static List<String> lines(Path page) {
    List<String> lines = new ArrayList<>();
    boolean isCode = false;
    for (String line : read(page).lines().toList()) {
      if (line.strip().startsWith("```")) {
        isCode = !isCode;
      } else if (!isCode && !line.startsWith("|") && !line.startsWith("<!--")) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** Sentences of a page, with a word in place of each link and each piece of code. */
  static List<String> sentences(Path page) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (String line : lines(page)) {
      Matcher item = LIST_ITEM.matcher(line);
      boolean isItem = item.matches();
      if (isItem || line.isBlank() || line.startsWith("#")) {
        paragraphs.add(paragraph.toString());
        paragraph.setLength(0);
      }
      if (!line.startsWith("#")) {
        paragraph.append(isItem ? item.group(1) : line).append(' ');
      }
    }
    paragraphs.add(paragraph.toString());
    return paragraphs.stream()
        .map(text -> text.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replaceAll("`[^`]*`", "code"))
        .flatMap(SENTENCE_END::splitAsStream)
        .filter(sentence -> !sentence.isBlank())
        .toList();
  }

  /**
   * A Javadoc text.
   *
   * @param place file and first words, for messages
   * @param text on one line
   */
  record Javadoc(String place, String text) {}

  /** Javadoc of the sources, except what the build generates. */
  static List<Javadoc> javadoc() {
    List<Javadoc> found = new ArrayList<>();
    for (Path file : files(Path.of("src/main/java"), ".java")) {
      Matcher comment = JAVADOC.matcher(read(file));
      while (comment.find()) {
        String text =
            comment.group(1).replaceAll("\\n\\s*\\*?", " ").replaceAll("\\s+", " ").strip();
        String start = text.substring(0, Math.min(60, text.length()));
        found.add(new Javadoc(file.getFileName() + ": " + start, text));
      }
    }
    return found;
  }

  private static List<Path> files(Path directory, String ending) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
