// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.keys;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.FileFailure;
import io.celeryroot.config.security.Security;
import io.celeryroot.sign.KeyFile;
import io.celeryroot.sign.SigningKey;
import io.celeryroot.sign.SigningPlaces;
import io.celeryroot.text.Printable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl keys new}: makes a key pair. */
@Command(
    description = {
      "Makes a key pair for a Beat, a person or a worker.",
      "The private key goes into a file of mode 0600 on this host, and nowhere else.",
      "The answer is the public key, as lines for cl.yaml of all hosts."
    },
    footer = {
      "",
      "The file: $CL_KEY_FILE, else security.key_file of cl.yaml, else signing.key in",
      "/etc/celeryroot for root and in ~/.config/celeryroot for others. A file that is there stays.",
      "To replace a key: make one with --file, add it to key: of the signer on all hosts,",
      "move it to the place of the old one, then take the old one out of cl.yaml.",
      "Example: cl keys new beat1",
      "Example: cl keys new web01 --hosts web01",
      "Example: cl keys new beat1 --file /etc/celeryroot/next.key"
    })
public final class KeysNewCommand extends ConsoleCommand {

  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  @Parameters(paramLabel = "ID", description = "Name of the signer.")
  private String id;

  @Option(names = "--file", paramLabel = "PATH", description = "Write the private key there.")
  private Path file;

  @Option(
      names = "--hosts",
      paramLabel = "NAMES",
      description = "It is a worker's: hosts for whose results it stands, with commas.")
  private String hosts;

  @Override
  protected boolean run() {
    CommandFailure.refuseIf(
        !ID.matcher(id).matches(),
        "cl: \"%s\" is not a name; fix: letters, digits, \"_\" and \"-\", a letter first",
        Printable.line(id));
    Path path = file == null ? place(console) : console.directory().resolve(file).toAbsolutePath();
    SigningKey key = SigningKey.generate(id);
    try {
      KeyFile.write(path, key);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.no(
          "cl: %s exists and is kept\n    fix: show its key with \"cl keys list\", or give another --file",
          path);
    } catch (IOException e) {
      throw FileFailure.halfWritten(path, e);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("signer", id);
    answer.put("key", key.publicKey());
    answer.put("file", path.toString());
    console.answer(answer, () -> lines(key));
    console.say("wrote " + path);
    return true;
  }

  private String lines(SigningKey key) {
    String ofHosts = hosts == null ? "" : "      hosts: [%s]\n".formatted(hosts);
    return "security:\n  signers:\n    %s:\n      key: \"%s\"\n%s"
        .formatted(id, key.publicKey(), ofHosts);
  }

  /** The place of the key of this account, also where there is no cl.yaml yet. */
  static Path place(Console console) {
    Path config = ConfigLoader.path(console);
    Security security =
        Files.exists(config)
            ? ConfigLoader.read(console, config)
                .config()
                .map(found -> found.security())
                .orElse(Security.NONE)
            : Security.NONE;
    return SigningPlaces.keyFile(security, console.env()).toAbsolutePath();
  }
}
