// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.queue.host.Generations;
import java.util.concurrent.atomic.LongAdder;

/**
 * Parts of a Beat that outlive a change of cl.yaml.
 *
 * @param held what operators hold back
 * @param generations its contexts, one for each file
 * @param runs number of runs that it has completed
 */
public record BeatTenure(HeldBack held, Generations generations, LongAdder runs) {

  public BeatTenure() {
    this(new HeldBack(), new Generations(), new LongAdder());
  }
}
