// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fenced block of a page.
 *
 * @param place file and line, for messages
 * @param language after the fence, may be empty
 */
record Block(String place, String language, List<String> lines) {

  private static final String FENCE = "```";

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** The files that the page of a block shows: blocks whose fence has a name after the language. */
  Stream<Block> files() {
    Path page = Path.of(place.substring(0, place.lastIndexOf(':')));
    return read(page).filter(block -> block.language().contains(" "));
  }

  /** The name of a file that the page shows. */
  String fileName() {
    return language.substring(language.indexOf(' ') + 1);
  }

  @Override
  public String toString() {
    return place;
  }

  /** All blocks in one language of README.md and the pages under docs/. */
  static Stream<Block> in(String language) {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CHANGELOG.md")));
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages.stream().flatMap(Block::read).filter(block -> block.language().equals(language));
  }

  private static Stream<Block> read(Path page) {
    List<Block> blocks = new ArrayList<>();
    Block open = null;
    int number = 0;
    for (String line : lines(page)) {
      number++;
      if (!line.strip().startsWith(FENCE)) {
        if (open != null) {
          open.lines().add(line);
        }
      } else if (open == null) {
        open = new Block(page + ":" + number, line.strip().substring(3), new ArrayList<>());
      } else {
        blocks.add(open);
        open = null;
      }
    }
    return blocks.stream();
  }

  private static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
