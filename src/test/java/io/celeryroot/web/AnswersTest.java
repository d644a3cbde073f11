// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.web.page.Page;
import io.celeryroot.web.page.PageContent;
import io.celeryroot.web.page.Query;
import io.celeryroot.web.page.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AnswersTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
  private static final RedisSettings NOWHERE = TestRedis.settings("redis://127.0.0.1:1");

  private final Answers answers = new Answers();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void letGo() {
    end.countDown();
  }

  /** A page that takes until the test ends, if it is told so. */
  private Page page(Duration fresh, boolean isSlow) {
    return new Page() {
      @Override
      public PageContent answer(Site site, Query query) {
        int number = begun.incrementAndGet();
        if (isSlow) {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
        return PageContent.still("Page " + number, "cl help", List.of(), Map.of());
      }

      @Override
      public Duration fresh() {
        return fresh;
      }
    };
  }

  private static Query query(String path) {
    return new Query(path, "", Map.of());
  }

  private static Site site(Instant now) {
    ClConfig config = TestSite.config(NOWHERE.url(), "workers: {web: {hostnames: [web1]}}");
    return new Site(config, config, Redis.lazily(NOWHERE, Seals.NONE), RouteCounts.NONE, now);
  }

  private void ask(Query query, Page page, Instant now) {
    new Thread(() -> answers.get(query, page, site(now)), "asks").start();
  }

  @Test
  void a_page_that_takes_long_holds_up_no_other() {
    ask(query("/slow"), page(Duration.ofSeconds(2), true), NOW);
    ask(query("/diff"), page(Duration.ZERO, true), NOW);
    await("both").until(() -> begun.get() == 2);
    assertThat(answers.get(query("/"), page(Duration.ofSeconds(2), false), site(NOW)).title())
        .isEqualTo("Page 3");
  }

  @Test
  void of_answers_that_are_not_kept_only_some_are_made_at_a_time() {
    ask(query("/diff"), page(Duration.ZERO, true), NOW);
    ask(query("/diff"), page(Duration.ZERO, true), NOW);
    await("both").until(() -> begun.get() == 2);
    assertThat(answers.get(query("/diff"), page(Duration.ZERO, false), site(NOW)).status())
        .isEqualTo(503);
    end.countDown();
    await("their end")
        .until(
            () ->
                answers.get(query("/diff"), page(Duration.ZERO, false), site(NOW)).status() == 200);
  }

  @Test
  void while_an_answer_is_made_anew_others_get_the_last_one() {
    Query home = query("/");
    Duration fresh = Duration.ofSeconds(2);
    assertThat(answers.get(home, page(fresh, false), site(NOW)).title()).isEqualTo("Page 1");
    ask(home, page(fresh, true), NOW.plusSeconds(5));
    await("the second").until(() -> begun.get() == 2);
    assertThat(answers.get(home, page(fresh, false), site(NOW.plusSeconds(5))).title())
        .isEqualTo("Page 1");
  }

  @Test
  void an_answer_is_kept_for_a_moment_and_forgotten_after_a_change() {
    Query home = query("/");
    Page page = page(Duration.ofSeconds(2), false);
    answers.get(home, page, site(NOW));
    assertThat(answers.get(home, page, site(NOW.plusSeconds(1))).title()).isEqualTo("Page 1");
    assertThat(answers.get(home, page, site(NOW.plusSeconds(2))).title()).isEqualTo("Page 2");
    answers.forget();
    assertThat(answers.get(home, page, site(NOW.plusSeconds(2))).title()).isEqualTo("Page 3");
  }
}
