// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Place;
import io.celeryroot.config.yaml.Problems;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.SecretMask;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.TreeBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads cl.yaml: all mistakes at once, or a configuration. */
public final class ConfigReader {

  private static final Fix IF_EMPTY = Fix.say("write a first file with: cl config init");

  private static final int MAX_BYTES = 3 << 20;

  private ConfigReader() {}

  /**
   * Reads a file.
   *
   * @param file in UTF-8, at most 3 MB
   * @param env environment variables for {@code ${NAME}}
   * @param environment the variant of the file, by its name in the file
   * @return the configuration, or what is wrong with the file's content
   * @throws ConfigUnreadable the file is not there or cannot be read
   */
  public static ReadResult read(Path file, Map<String, String> env, Optional<String> environment) {
    try (var in = Files.newInputStream(file)) {
      return read(file.toString(), in.readNBytes(MAX_BYTES + 1), env, environment);
    } catch (IOException e) {
      throw new ConfigUnreadable(file, e);
    }
  }

  /** Decodes and reads; bytes that are not UTF-8 and too many bytes are problems. */
  static ReadResult read(
      String file, byte[] bytes, Map<String, String> env, Optional<String> environment) {
    if (bytes.length > MAX_BYTES) {
      Source whole = new Source(file, 0, 0);
      return unreadable(whole, "larger than 3 MB", "keep data out of cl.yaml", "file-size");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
      SourceText before = new SourceText(file, out.flip().toString());
      String message = String.format("not UTF-8: byte 0x%02X", bytes[in.position()]);
      Source at = before.sourceAt(before.size());
      return unreadable(at, message, "save the file as UTF-8", "encoding");
    }
    return read(file, out.flip().toString(), env, environment);
  }

  /**
   * Reads a text as if it were a file; a byte order mark at its start does not count.
   *
   * @param fileName for messages
   * @param content of the file
   * @param env environment variables for {@code ${NAME}}
   * @param environment the variant of the file, by its name in the file
   * @return the configuration, or what is wrong with the text
   */
  public static ReadResult read(
      String fileName, String content, Map<String, String> env, Optional<String> environment) {
    return read(fileName, content, env, environment, new FilesBeside(fileName));
  }

  /**
   * Reads a file as if one that it includes had another text.
   *
   * @param file in UTF-8
   * @param part name of the other file, as {@link ReadResult#included} has it
   * @param text in its place
   * @throws ConfigUnreadable the file is not there or cannot be read
   */
  public static ReadResult readWith(
      Path file, String part, String text, Map<String, String> env, Optional<String> environment) {
    IncludedFiles beside = new FilesBeside(file.toString());
    IncludedFiles replaced =
        pattern -> {
          Map<String, String> found = new LinkedHashMap<>(beside.find(pattern));
          found.computeIfPresent(part, (name, own) -> text);
          return found;
        };
    try {
      return read(file.toString(), Files.readString(file), env, environment, replaced);
    } catch (IOException e) {
      throw new ConfigUnreadable(file, e);
    }
  }

  /**
   * Reads a text as if it were a file.
   *
   * @param fileName for messages
   * @param content of the file
   * @param env environment variables for {@code ${NAME}}
   * @param environment the variant of the file, by its name in the file
   * @param includedFiles finds what it includes
   * @return the configuration, or what is wrong with the text
   */
  public static ReadResult read(
      String fileName,
      String content,
      Map<String, String> env,
      Optional<String> environment,
      IncludedFiles includedFiles) {
    String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
    Problems problems = new Problems();
    SourceText source = new SourceText(fileName, text);
    List<Place> secrets = new ArrayList<>();
    Optional<Node> tree = TreeBuilder.build(source, problems, secrets, IF_EMPTY);
    if (tree.isEmpty()) {
      return new ReadResult(Optional.empty(), problems.sorted(), SecretMask.guess(text));
    }
    Reading reading = Reading.strict(env, problems, secrets).knowing(FileKeys::places);
    Inputs files = new Inputs(fileName, content, includedFiles);
    Inclusion inclusion = new Inclusion(reading, files);
    Node whole = inclusion.merge(tree.get());
    HostLists lists = new HostLists(files);
    Optional<ClConfig> config = new Environments(reading, fileName, lists).read(whole, environment);
    Map<String, String> included = new HashMap<>();
    inclusion.texts().forEach((name, other) -> included.put(name, masked(name, other, secrets)));
    lists.texts().forEach((name, other) -> included.put(name, masked(name, other, secrets)));
    return new ReadResult(
        config.filter(found -> problems.isEmpty()),
        problems.sorted(),
        problems.warnings(),
        masked(fileName, source, secrets),
        included,
        files.marks());
  }

  private static String masked(String file, SourceText text, List<Place> secrets) {
    return SecretMask.mask(
        text, secrets.stream().filter(place -> place.source().file().equals(file)).toList());
  }

  private static ReadResult unreadable(Source at, String message, String hint, String rule) {
    return new ReadResult(Optional.empty(), List.of(Problem.at(at, message, hint, rule)), "");
  }
}
