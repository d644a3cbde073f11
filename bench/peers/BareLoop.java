// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The most that a Java worker can do: starts /bin/true, reads what it prints and waits for it, in a
 * loop.
 *
 * <p>Argument: threads. Each line on stdin is a number of processes; the answer is a line when they
 * have ended.
 */
public final class BareLoop {

  private BareLoop() {}

  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    String line;
    while ((line = input.readLine()) != null) {
      int each = Integer.parseInt(line.trim()) / threads;
      List<Future<?>> loops = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        loops.add(pool.submit(() -> loop(each)));
      }
      for (Future<?> loop : loops) {
        loop.get();
      }
      System.out.println("done");
    }
    pool.shutdown();
  }

  private static Void loop(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Process process = new ProcessBuilder("/bin/true").start();
      process.getOutputStream().close();
      process.getInputStream().readAllBytes();
      process.getErrorStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("exit " + process.exitValue());
      }
    }
    return null;
  }
}
