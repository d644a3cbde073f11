// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Fails a test that skips itself on CI ({@code CI=true}), unless {@code skips.txt} lists it. JUnit
 * registers this extension for every test.
 */
public final class ListedSkips
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

  /**
   * One line of {@code skips.txt}.
   *
   * @param test simple name of the class, or of the class and the method: {@code AIT.a_test}
   * @param because part of the message with which the test skips itself
   */
  record Skip(String test, String because) {

    static Skip parse(String line) {
      String[] columns = line.split("\\|", -1);
      if (columns.length != 3 || columns[2].isBlank()) {
        throw new IllegalArgumentException("skips.txt: need test | message | reason: " + line);
      }
      return new Skip(columns[0].strip(), columns[1].strip());
    }

    boolean covers(String className, String method, String message) {
      return (test.equals(className) || test.equals(className + "." + method))
          && message.contains(because);
    }
  }

  private static final List<Skip> LISTED = listed();

  private static List<Skip> listed() {
    try (InputStream in = ListedSkips.class.getResourceAsStream("/skips.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Skip::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw judged(context, thrown);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw judged(context, thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw judged(context, thrown);
  }

  private static Throwable judged(ExtensionContext context, Throwable thrown) {
    boolean isCi = "true".equals(System.getenv("CI"));
    return thrown instanceof TestAbortedException && isCi
        ? judged(
            LISTED,
            context.getTestClass().map(Class::getSimpleName).orElse(""),
            context.getTestMethod().map(method -> method.getName()).orElse(""),
            thrown)
        : thrown;
  }

  static Throwable judged(List<Skip> listed, String className, String method, Throwable skip) {
    String message = String.valueOf(skip.getMessage());
    return listed.stream().anyMatch(known -> known.covers(className, method, message))
        ? skip
        : new AssertionError(
            "skipped on CI: "
                + message
                + "; fix: let .ci/run install what is missing, or list the skip in"
                + " src/test/resources/skips.txt with its reason",
            skip);
  }
}
