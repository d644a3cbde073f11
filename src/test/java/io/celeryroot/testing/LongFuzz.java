// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static org.assertj.core.api.Assertions.fail;

import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Many texts that are nearly right, for one that reads what others write. A second in the suite;
 * {@code -Dcl.fuzz.seconds=N} for N, {@code -Dcl.fuzz.seed=S} for the same texts again.
 */
public final class LongFuzz {

  private static final long SECONDS = Long.getLong("cl.fuzz.seconds", 1);
  private static final long SEED = Long.getLong("cl.fuzz.seed", System.nanoTime());

  private LongFuzz() {}

  /** Reads a text; refuses it with an exception of its own. */
  public interface Reader {
    /** Returns if the text can be read. */
    void read(String text) throws UnreadableMessage;
  }

  /**
   * Fails at the first text that ends in anything but a refusal.
   *
   * @param what for people
   * @param corpus texts that are right
   */
  public static void fuzz(String what, List<String> corpus, Reader reader) {
    Random random = new Random(SEED);
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    long count = 0;
    while (System.nanoTime() < end) {
      String text = mutated(corpus.get(random.nextInt(corpus.size())), random);
      count++;
      try {
        reader.read(text);
      } catch (UnreadableMessage | UnreadableValue refused) {
        // As it should be.
      } catch (RuntimeException | Error e) {
        fail(what + ", seed " + SEED + ", text " + count + ":\n" + text, e);
      }
    }
    System.out.printf("fuzz %s: %d texts, seed %d%n", what, count, SEED);
  }

  private static String mutated(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(5); i >= 0; i--) {
      int from = random.nextInt(mutated.length() + 1);
      int to = Math.min(mutated.length(), from + (random.nextInt(4) == 0 ? random.nextInt(20) : 1));
      switch (random.nextInt(4)) {
        case 0 -> mutated.replace(from, to, Mutations.piece(random));
        case 1 -> mutated.insert(from, Mutations.piece(random));
        case 2 -> mutated.delete(from, to);
        default -> mutated.insert(from, mutated.substring(from, to).repeat(random.nextInt(3)));
      }
    }
    return mutated.toString();
  }
}
