// SPDX-License-Identifier: Apache-2.0

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Writes the bill of materials of the distribution, CycloneDX 1.6, and compares each jar with the
 * list of those that are known: coordinates, SHA-256 and licences. A jar that is new, gone or
 * changed fails the build.
 *
 * <p>Arguments: the bill; the list; {@code write} to write the list anew, else {@code check}; the
 * local repository; the version of Celeryroot; coordinates of jars beside the class path.
 */
final class Sbom {

  private static final Map<String, String> SPDX =
      Map.ofEntries(
          Map.entry("apache.*2.*|the apache (software )?license, version 2.0|asl 2.0", "Apache-2.0"),
          Map.entry("apache license|apache software license.*", "Apache-2.0"),
          Map.entry("mit.*|the mit license.*", "MIT"),
          Map.entry("mit-0", "MIT-0"),
          Map.entry("bsd-2-clause.*|.*bsd 2.*", "BSD-2-Clause"),
          Map.entry("bsd-3-clause.*|.*bsd 3.*|edl 1.0|eclipse distribution license.*", "BSD-3-Clause"),
          Map.entry("epl[- ]2.0.*|eclipse public license.*2.0.*", "EPL-2.0"),
          Map.entry("eclipse public license.*1.0.*", "EPL-1.0"),
          Map.entry("gpl2 w/ cpe|gpl-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
          Map.entry("lgpl-2.1-or-later|gnu lesser general public license|gnu lesser general public license.*2.1.*", "LGPL-2.1-or-later"),
          Map.entry("public domain.*|cc0.*", "CC0-1.0"));

  private final Path repository;

  private Sbom(Path repository) {
    this.repository = repository;
  }

  private record Jar(String group, String name, String version, String hash, Set<String> licences) {

    String coordinates() {
      return group + ":" + name + ":" + version;
    }

    String line() {
      return coordinates() + " " + hash + " " + String.join(" or ", licences);
    }

    String json() {
      String licence =
          licences.stream()
              .map(text -> "{\"license\": {\"name\": \"" + text.replace("\"", "'") + "\"}}")
              .collect(Collectors.joining(", "));
      String purl = "pkg:maven/" + group + "/" + name + "@" + version + "?type=jar";
      return ("    {\"type\": \"library\", \"bom-ref\": \"%s\", \"group\": \"%s\", \"name\": \"%s\","
              + " \"version\": \"%s\", \"purl\": \"%1$s\", \"hashes\": [{\"alg\": \"SHA-256\","
              + " \"content\": \"%s\"}], \"licenses\": [%s]}")
          .formatted(purl, group, name, version, hash, licence);
    }
  }

  public static void main(String[] args) throws Exception {
    Sbom sbom = new Sbom(Path.of(args[3]).toAbsolutePath());
    List<Path> files = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (entry.endsWith(".jar")) {
        files.add(Path.of(entry).toAbsolutePath());
      }
    }
    for (int i = 5; i < args.length; i++) {
      files.add(sbom.file(args[i], "jar"));
    }
    Map<String, Jar> jars = new TreeMap<>();
    for (Path file : files) {
      Jar jar = sbom.jar(file);
      jars.put(jar.coordinates(), jar);
    }
    String list = jars.values().stream().map(jar -> jar.line() + "\n").collect(Collectors.joining());
    Path known = Path.of(args[1]);
    if (args[2].equals("write")) {
      Files.writeString(known, list);
    }
    String expected = Files.readString(known);
    if (!expected.equals(list)) {
      Set<String> added = new LinkedHashSet<>(list.lines().toList());
      Set<String> gone = new LinkedHashSet<>(expected.lines().toList());
      gone.removeAll(added);
      added.removeAll(Set.copyOf(expected.lines().toList()));
      System.err.println("jars are not those of " + known + "; review, then: mvn -Djars=write ...");
      gone.forEach(line -> System.err.println("- " + line));
      added.forEach(line -> System.err.println("+ " + line));
      System.exit(1);
    }
    String components = jars.values().stream().map(Jar::json).collect(Collectors.joining(",\n"));
    Path bill = Path.of(args[0]);
    Files.createDirectories(bill.getParent());
    Files.writeString(
        bill,
        ("{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n"
                + "  \"metadata\": {\"component\": {\"type\": \"application\", \"group\":"
                + " \"io.celeryroot\", \"name\": \"celeryroot\", \"version\": \"%s\", \"licenses\":"
                + " [{\"license\": {\"id\": \"Apache-2.0\"}}]}},\n  \"components\": [\n%s\n  ]\n}\n")
            .formatted(args[4], components));
  }

  private Path file(String coordinates, String type) {
    String[] parts = coordinates.split(":");
    return repository
        .resolve(parts[0].replace('.', '/'))
        .resolve(parts[1])
        .resolve(parts[2])
        .resolve(parts[1] + "-" + parts[2] + "." + type);
  }

  /** The place of a jar in the repository tells its coordinates. */
  private Jar jar(Path file) throws Exception {
    Path place = repository.relativize(file).getParent();
    int names = place.getNameCount();
    String version = place.getName(names - 1).toString();
    String name = place.getName(names - 2).toString();
    String group = place.subpath(0, names - 2).toString().replace('/', '.');
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    String hash = HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    return new Jar(group, name, version, hash, licences(pom(file, group, name, version)));
  }

  /** The POM beside a jar; a jar that was copied by its name alone came without, and holds its own. */
  private InputStream pom(Path file, String group, String name, String version) throws IOException {
    Path beside = file(group + ":" + name + ":" + version, "pom");
    if (Files.exists(beside)) {
      return Files.newInputStream(beside);
    }
    try (ZipFile jar = new ZipFile(file.toFile())) {
      ZipEntry inside = jar.getEntry("META-INF/maven/" + group + "/" + name + "/pom.xml");
      if (inside == null) {
        throw new IOException("no " + beside + ", and none inside the jar");
      }
      return new ByteArrayInputStream(jar.getInputStream(inside).readAllBytes());
    }
  }

  /** The licences in a POM, or in that of the nearest parent that has some. */
  private Set<String> licences(InputStream pom) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Element project;
    try (pom) {
      project = factory.newDocumentBuilder().parse(pom).getDocumentElement();
    }
    Set<String> found = new LinkedHashSet<>();
    for (Element list : children(project, "licenses")) {
      for (Element licence : children(list, "license")) {
        children(licence, "name").forEach(name -> found.add(spdx(name.getTextContent().strip())));
      }
    }
    List<Element> parents = children(project, "parent");
    if (!found.isEmpty() || parents.isEmpty()) {
      return found;
    }
    Element parent = parents.get(0);
    String coordinates =
        text(parent, "groupId") + ":" + text(parent, "artifactId") + ":" + text(parent, "version");
    return licences(Files.newInputStream(file(coordinates, "pom")));
  }

  private static String spdx(String name) {
    String lower = name.toLowerCase();
    return SPDX.entrySet().stream()
        .filter(known -> lower.matches(known.getKey()))
        .map(Map.Entry::getValue)
        .sorted()
        .findFirst()
        .orElse(name);
  }

  private static String text(Element parent, String name) {
    return children(parent, name).get(0).getTextContent().strip();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
