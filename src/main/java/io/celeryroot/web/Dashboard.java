// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.text.Json;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.log.LiveLog;
import io.celeryroot.web.log.WholeLog;
import io.celeryroot.web.page.Page;
import io.celeryroot.web.page.PageContent;
import io.celeryroot.web.page.Pages;
import io.celeryroot.web.page.Query;
import io.celeryroot.web.page.Site;
import io.celeryroot.web.part.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dashboard of one process: from calls to replies. Connects to Redis when the first call comes.
 * Thread-safe.
 */
public final class Dashboard implements AutoCloseable {

  private static final String HTML = "text/html";

  /** Address that takes a whole cl.yaml. */
  public static final String DIFF = "/diff";

  /** Time after which a browser that was refused for now asks again. */
  public static final String RETRY_SECONDS = "5";

  /** Headers that allow our own files only: no frames, no forms to others. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin");

  private final ClConfig config;
  private final ClConfig file;
  private final RouteCounts routes;
  private final FormTokens tokens = new FormTokens();
  private final Acting acting;
  private final Templates templates = new Templates();
  private final Assets assets = new Assets();
  private final Answers answers = new Answers();
  private Optional<Redis> redis = Optional.empty();
  private boolean isClosed;

  /**
   * @param routes counters of the routes that run in the process
   */
  public Dashboard(ClConfig config, WebSettings settings, RouteCounts routes) {
    this.config = config;
    this.file = settings.file(config);
    this.routes = routes;
    this.acting = new Acting(config, settings, tokens);
  }

  /** Answers a call. Blocks while it asks Redis. */
  public Reply answer(Call call) {
    return reply(call).with(HEADERS);
  }

  private Reply reply(Call call) {
    if (!call.isPost() && call.path().startsWith(Assets.PATH)) {
      return assets
          .find(call.path())
          .orElseGet(() -> Reply.of(404, "text/plain", "no such file\n"));
    }
    Optional<PageAction> action = PageAction.find(call.path());
    if (call.isPost() && action.isPresent()) {
      PageContent said = acting.answer(action.get(), call);
      answers.forget();
      return page(call, said);
    }
    if (action.isPresent() || (call.isPost() && !call.path().equals(DIFF))) {
      return page(
          call, PageContent.refused(405, "Not so", "cl help", "This needs the form of a page."));
    }
    if (call.isPost() && !acting.isOwnForm(call)) {
      return page(
          call,
          PageContent.refused(
              403, "Diff", "cl config diff", "The form is not from this page. Load it again."));
    }
    try {
      return found(call);
    } catch (QueueUnavailable e) {
      return page(
          call,
          PageContent.refused(
              503, "Redis does not answer", "cl task status", e.getMessage() + "; try again."));
    } catch (IllegalArgumentException e) {
      return page(call, PageContent.refused(400, "Not an address", "cl help", "No page is there."));
    }
  }

  private Reply found(Call call) {
    String[] path = call.path().substring(1).split("/", -1);
    String name = path.length > 1 ? Address.plain(path[1]) : "";
    if (path.length == 3 && path[0].equals("jobs")) {
      return log(call, name, path[2]);
    }
    Optional<Page> page = path.length > 2 ? Optional.empty() : Pages.find(path[0], name);
    if (page.isEmpty()) {
      return page(call, PageContent.missing("page", "cl help", "No page is at this address."));
    }
    Map<String, String> values = new HashMap<>(call.isPost() ? call.form() : call.query());
    values.remove("format");
    values.remove("token");
    Query query = new Query(call.path(), name, values);
    Site site = new Site(config, file, redis(), routes, redis().serverTimeNow());
    return page(call, answers.get(query, page.get(), site));
  }

  private Reply log(Call call, String id, String what) {
    Optional<JobView> job = new Monitor(redis(), config).job(id);
    if (job.isEmpty() || !List.of("live", "log").contains(what)) {
      return page(call, PageContent.missing("job", "cl task list", "No such job: " + id));
    }
    return what.equals("live")
        ? Reply.live(
            "text/event-stream", new LiveLog(redis(), config, job.get(), templates::output))
        : Reply.live("text/plain", new WholeLog(redis(), config, job.get()))
            .with(Map.of("Content-Disposition", "attachment; filename=\"output.txt\""));
  }

  private Reply page(Call call, PageContent answer) {
    Map<String, String> again =
        answer.status() == 503 ? Map.of("Retry-After", RETRY_SECONDS) : Map.of();
    if (call.query().getOrDefault("format", "").equals("json")) {
      return Reply.of(answer.status(), "application/json", Json.indented(answer.document()) + "\n")
          .with(again);
    }
    return html(call, answer).with(again);
  }

  private Reply html(Call call, PageContent answer) {
    String self = Address.with(call.path(), call.query());
    Map<String, String> asJson = new HashMap<>(call.query());
    asJson.put("format", "json");
    return Reply.of(
        answer.status(),
        HTML,
        templates.page(
            new Frame(
                answer,
                call.path(),
                answer.isMoving() ? self : "",
                call.isPost() ? "" : Address.with(call.path(), asJson),
                call.user(),
                acting.mayAct(call),
                tokens.of(call.user()),
                assets.address("style.css"),
                List.of(assets.address("htmx.js"), assets.address("sse.js")))));
  }

  private synchronized Redis redis() {
    if (isClosed) {
      throw new IllegalStateException("closed");
    }
    if (redis.isEmpty()) {
      redis = Optional.of(Redis.lazily(config.redis(), Seals.reading(config.security())));
    }
    return redis.get();
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    redis.ifPresent(Redis::close);
    redis = Optional.empty();
  }
}
