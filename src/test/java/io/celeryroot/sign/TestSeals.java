// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signer;
import io.celeryroot.config.security.Signing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys and signers for tests. */
public final class TestSeals {

  public static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

  public static final SigningKey BEAT = SigningKey.generate("beat1");
  public static final SigningKey WORKER = SigningKey.generate("web1");
  public static final SigningKey STRANGER = SigningKey.generate("beat1");

  private TestSeals() {}

  /** A site where Beat may submit everything, and the worker stands for {@code web1}. */
  public static Security site(Signing signing) {
    return site(signing, "default", submitter(BEAT), worker(WORKER, "web1"));
  }

  public static Security site(Signing signing, String name, Signer... signers) {
    Map<String, Signer> byId = new LinkedHashMap<>();
    Arrays.stream(signers).forEach(signer -> byId.put(signer.id(), signer));
    return new Security(
        signing,
        name,
        byId,
        Optional.empty(),
        Optional.empty(),
        Duration.ofHours(24),
        Security.DEFAULT_BUILT_INS,
        Map.of());
  }

  public static Signer submitter(SigningKey key) {
    return new Signer(
        key.signer(), List.of(key.publicKey()), List.of(), List.of(), List.of(), Optional.empty());
  }

  public static Signer worker(SigningKey key, String... hosts) {
    return new Signer(
        key.signer(),
        List.of(key.publicKey()),
        List.of(),
        List.of(),
        List.of(hosts),
        Optional.empty());
  }

  public static Seals of(SigningKey key) {
    return of(site(Signing.REQUIRE), key);
  }

  public static Seals of(Security security, SigningKey key) {
    return at(security, key, NOW);
  }

  /** Signs and judges by the clock of this machine. */
  public static Seals now(SigningKey key) {
    return now(site(Signing.REQUIRE), key);
  }

  public static Seals now(Security security, SigningKey key) {
    return new Seals(security, Optional.of(key), Path.of("key"), InstantSource.system());
  }

  public static Seals at(Security security, SigningKey key, Instant now) {
    return new Seals(security, Optional.of(key), Path.of("key"), InstantSource.fixed(now));
  }
}
