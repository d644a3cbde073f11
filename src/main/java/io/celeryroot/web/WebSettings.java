// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import java.util.Optional;

/**
 * Settings of a dashboard.
 *
 * @param isWritable true: users with the right may act
 * @param localUser name of whoever comes without a login, as is possible on loopback only
 * @param operations run the commands behind the actions
 * @param redisInFile the Redis of the file, for which the one of {@code cl up} stands in; empty: it
 *     is that of the file
 */
public record WebSettings(
    boolean isWritable,
    String localUser,
    Operations operations,
    Optional<RedisSettings> redisInFile) {

  /** Default settings: everything can be read, nothing done. */
  public static final WebSettings READ_ONLY =
      new WebSettings(false, "local", Operations.NONE, Optional.empty());

  /** Returns the file as it was read. */
  ClConfig file(ClConfig config) {
    return redisInFile.map(config::withRedis).orElse(config);
  }
}
