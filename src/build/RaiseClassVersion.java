// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Copies a jar and gives its classes the class file version of Java 17, with the stack maps that it
 * needs. The JVM keeps no class in a class data archive that is older than Java 6, so a library of
 * Java 5 would be parsed and verified at each start.
 *
 * <p>Also spares the library the search for a class of another library that is nowhere: to know
 * that, the JVM opens each jar of the class path at each start.
 *
 * <p>Run by the build from its source: {@code java -cp ASM:IN.jar RaiseClassVersion.java CLASS
 * ABSENT OUT.jar}.
 */
public final class RaiseClassVersion {

  private static final String NOTICE =
      """
      The class files of this jar were changed by the build of Celeryroot: class file version of
      Java 17, with stack maps. One constant was changed: the name of the class %s, which is
      nowhere here, to that of the class %s. Nothing else was changed.
      """;

  /** A class that is always there, and that no option or command is. */
  private static final String PRESENT = "java.lang.Void";

  private RaiseClassVersion() {}

  /**
   * Copies the jar of the class {@code args[0]} to the file {@code args[2]}, without the search for
   * the class {@code args[1]}.
   *
   * @throws IllegalStateException the jar names that class not exactly once; the file is of no use
   */
  public static void main(String[] args) throws IOException, ClassNotFoundException {
    URL from = Class.forName(args[0]).getProtectionDomain().getCodeSource().getLocation();
    String absent = args[1];
    Path to = Path.of(args[2]);
    AtomicInteger found = new AtomicInteger();
    Files.createDirectories(to.getParent());
    try (URLClassLoader classes = new URLClassLoader(new URL[] {from});
        ZipInputStream in = new ZipInputStream(from.openStream());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] bytes = in.readAllBytes();
        write(out, entry, isOld(entry.getName(), bytes) ? raised(bytes, classes, absent, found) : bytes);
      }
      ZipEntry notice = new ZipEntry("META-INF/NOTICE.celeryroot");
      notice.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0, 2));
      write(out, notice, NOTICE.formatted(absent, PRESENT).getBytes(StandardCharsets.UTF_8));
    }
    if (found.get() != 1) {
      throw new IllegalStateException(
          from + " names the class " + absent + " " + found + " times, not once");
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

  private static byte[] raised(
      byte[] bytes, ClassLoader classes, String absent, AtomicInteger found) {
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

              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] thrown) {
                return new MethodVisitor(
                    Opcodes.ASM9, super.visitMethod(access, name, type, generic, thrown)) {
                  @Override
                  public void visitLdcInsn(Object value) {
                    boolean isAbsent = absent.equals(value);
                    found.addAndGet(isAbsent ? 1 : 0);
                    super.visitLdcInsn(isAbsent ? PRESENT : value);
                  }
                };
              }
            },
            ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
