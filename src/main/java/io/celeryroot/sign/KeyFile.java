// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.security.PublicKeyText;
import io.celeryroot.text.UnreadableValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A file with one private key: text of three lines, mode 0600. */
public final class KeyFile {

  private static final int MAX_BYTES = 4096;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private KeyFile() {}

  /**
   * Writes a key into a new file, and the directory for it where there is none.
   *
   * @throws FileAlreadyExistsException the file is there, and stays as it is
   * @throws IOException not written
   */
  public static void write(Path file, SigningKey key) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (!Files.exists(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
    }
    String text =
        "# Private signing key. Whoever can read it can sign as %s.\nsigner: %s\npublic: %s\nprivate: %s\n"
            .formatted(
                key.signer(),
                key.signer(),
                key.publicKey(),
                Base64.getEncoder().encodeToString(key.privateKey().getEncoded()));
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /**
   * Reads the key in a file.
   *
   * @return empty: there is no such file
   * @throws KeyUnusable others than its owner can read it, or it is not such a file
   */
  public static Optional<SigningKey> read(Path file) {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      checkMode(file);
      if (Files.size(file) > MAX_BYTES) {
        throw notAKey(file);
      }
      return Optional.of(parse(file, Files.readString(file)));
    } catch (IOException e) {
      throw new KeyUnusable(
          file + ": could not be read: " + e.getClass().getSimpleName(),
          "make it a file that only this account can read");
    }
  }

  private static void checkMode(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw notAKey(file);
    }
    Set<PosixFilePermission> others = EnumSet.allOf(PosixFilePermission.class);
    others.removeAll(OWNER_DIRECTORY);
    others.retainAll(Files.getPosixFilePermissions(file, new LinkOption[0]));
    if (!others.isEmpty()) {
      throw new KeyUnusable(
          file + ": others than its owner may use it",
          "chmod 600 " + file + ", and a new key if somebody may have read it");
    }
  }

  private static SigningKey parse(Path file, String text) {
    Map<String, String> fields =
        text.lines()
            .filter(line -> line.contains(": ") && !line.startsWith("#"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(": ")),
                    line -> line.substring(line.indexOf(": ") + 2).strip(),
                    (first, second) -> first));
    Function<String, String> field =
        name -> Optional.ofNullable(fields.get(name)).orElseThrow(() -> notAKey(file));
    try {
      SigningKey key =
          new SigningKey(
              field.apply("signer"),
              PublicKeyText.of(PublicKeyText.parse(field.apply("public"))),
              KeyFactory.getInstance(SigningKey.ALGORITHM)
                  .generatePrivate(
                      new PKCS8EncodedKeySpec(Base64.getDecoder().decode(field.apply("private")))));
      if (key.isPair()) {
        return key;
      }
    } catch (GeneralSecurityException | UnreadableValue e) {
      throw notAKey(file);
    } catch (IllegalArgumentException e) {
      throw notAKey(file);
    }
    throw notAKey(file);
  }

  private static KeyUnusable notAKey(Path file) {
    return new KeyUnusable(
        file + ": not a private key that \"cl keys new\" has written",
        "make one with: cl keys new ID --file PATH");
  }
}
