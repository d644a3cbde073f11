// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Copies a jar and gives its classes the class file version of Java 17, with the stack maps that it
 * needs. The JVM keeps no class in a class data archive that is older than Java 6, so a library of
 * Java 5 would be parsed and verified at each start.
 *
 * <p>Run by the build from its source: {@code java -cp ASM:IN.jar RaiseClassVersion.java CLASS OUT.jar}.
 */
public final class RaiseClassVersion {

  private static final String NOTICE =
      "The class files of this jar were changed by the build of Celeryroot: class file version of"
          + " Java 17, with stack maps. Nothing else was changed.\n";

  private RaiseClassVersion() {}

  /** Copies the jar of the class {@code args[0]} to the file {@code args[1]}. */
  public static void main(String[] args) throws IOException, ClassNotFoundException {
    URL from = Class.forName(args[0]).getProtectionDomain().getCodeSource().getLocation();
    Path to = Path.of(args[1]);
    Files.createDirectories(to.getParent());
    try (URLClassLoader classes = new URLClassLoader(new URL[] {from});
        ZipInputStream in = new ZipInputStream(from.openStream());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] bytes = in.readAllBytes();
        write(out, entry, isOld(entry.getName(), bytes) ? raised(bytes, classes) : bytes);
      }
      ZipEntry notice = new ZipEntry("META-INF/NOTICE.celeryroot");
      notice.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0, 2));
      write(out, notice, NOTICE.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean isOld(String name, byte[] bytes) {
    return name.endsWith(".class") && bytes[7] < Opcodes.V1_6;
  }

  private static void write(ZipOutputStream out, ZipEntry entry, byte[] bytes) throws IOException {
    ZipEntry copy = new ZipEntry(entry.getName());
    copy.setTimeLocal(entry.getTimeLocal());
    out.putNextEntry(copy);
    out.write(bytes);
    out.closeEntry();
  }

  private static byte[] raised(byte[] bytes, ClassLoader classes) {
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return classes;
          }
        };
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public void visit(
                  int version, int access, String name, String generic, String up, String[] types) {
                super.visit(Opcodes.V17, access, name, generic, up, types);
              }
            },
            ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
