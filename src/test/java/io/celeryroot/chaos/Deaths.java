// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.beat.MortalBeat;
import io.celeryroot.config.ClConfig;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Lives that end after a chosen step. */
final class Deaths {

  private Deaths() {}

  /** One life of a Beat; it needs no process, for all that it does it does in Redis. */
  static void ofBeat(TestSite site, String step) {
    assertThat(
            MortalBeat.dies(
                site.server().port(), port -> config(site, port), step, TestProcess.PATIENCE))
        .as("death after \"%s\"", step)
        .isTrue();
  }

  /** The file of the site, for somebody who reaches Redis by another way. */
  private static ClConfig config(TestSite site, int port) {
    try {
      String text = Files.readString(site.directory().resolve("cl.yaml"));
      String url = site.server().url();
      assertThat(text).contains(url);
      return TestSite.config(
          text.replace(url, url.replace(":" + site.server().port(), ":" + port)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
