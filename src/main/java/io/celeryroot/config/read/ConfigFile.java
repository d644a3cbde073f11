// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Place;
import io.celeryroot.config.yaml.Problems;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.SecretMask;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.TreeBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the bytes or the text of a file to a {@link ReadResult}. */
public final class ConfigFile {

  /** A larger file is not read. */
  public static final int MAX_BYTES = 3 << 20;

  private ConfigFile() {}

  /** Decodes and reads; what is not UTF-8 or too large is a problem. */
  public static ReadResult read(
      String file, byte[] bytes, Map<String, String> variables, Optional<String> environment) {
    if (bytes.length > MAX_BYTES) {
      return unreadable(file, 0, 0, "file-size", "larger than 3 MB", "keep data out of cl.yaml");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return read(file, text, variables, environment);
    } catch (CharacterCodingException e) {
      return notUtf8(file, bytes);
    }
  }

  /** Reads a text; a byte order mark at its start does not count. */
  public static ReadResult read(
      String file, String content, Map<String, String> variables, Optional<String> environment) {
    String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
    Problems problems = new Problems();
    SourceText source = new SourceText(file, text);
    List<Place> secrets = new ArrayList<>();
    Optional<Node> tree = TreeBuilder.build(source, problems, secrets);
    if (tree.isEmpty()) {
      return new ReadResult(Optional.empty(), problems.sorted(), SecretMask.guess(text));
    }
    Reading reading = Reading.strict(variables, problems, secrets);
    Optional<ClConfig> config = new Environments(reading, file).read(tree.get(), environment);
    String masked = SecretMask.mask(source, secrets);
    return new ReadResult(config.filter(found -> problems.isEmpty()), problems.sorted(), masked);
  }

  private static ReadResult notUtf8(String file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    java.nio.CharBuffer out = java.nio.CharBuffer.allocate(bytes.length + 1);
    StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    SourceText before = new SourceText(file, out.flip().toString());
    Source at = before.sourceAt(before.size());
    String message = String.format("not UTF-8: byte 0x%02X", bytes[in.position()]);
    return unreadable(file, at.line(), at.column(), "encoding", message, "save the file as UTF-8");
  }

  private static ReadResult unreadable(
      String file, int line, int column, String rule, String message, String hint) {
    Source source = new Source(file, line, column);
    Problem problem = new Problem(source, "", message, hint, Optional.empty(), 0, rule);
    return new ReadResult(Optional.empty(), List.of(problem), "");
  }
}
