// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.ClConfig;
import io.celeryroot.web.Call;
import io.celeryroot.web.Dashboard;
import io.celeryroot.web.Reply;
import io.celeryroot.web.RouteCounts;
import io.celeryroot.web.WebSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the dashboard on a router: requests become calls, replies become responses. The dashboard
 * is made when the first request comes, so a process at which nobody looks has none. Thread-safe.
 */
final class DashboardRoutes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.management");

  /** Largest body with a pasted cl.yaml. */
  private static final int MOST_OF_FILE = 4 << 20;

  /** Number of such bodies that are in memory at the same time. */
  private static final int MOST_FILES = 4;

  /** Largest other body. */
  private static final int MOST_OF_FORM = 256 << 10;

  /** Number of requests that are answered, or wait for that, at the same time. */
  private static final int MOST_ASKED = 64;

  private static final int THREADS = 4;

  /** Number of bodies that come bit by bit at the same time. */
  private static final int MOST_LIVE = 200;

  private final ClConfig config;
  private final Connections connections;
  private final WebSettings settings;
  private final WorkerExecutor pages;
  private final WorkerExecutor followers;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger files = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();
  private Optional<Dashboard> dashboard = Optional.empty();
  private RouteCounts routes = RouteCounts.NONE;
  private boolean isClosed;

  /**
   * @param vertx of the port, which starts threads of the dashboard's own when they are needed
   * @param connections of the port, which learn that clients read on
   */
  DashboardRoutes(ClConfig config, WebSettings settings, Vertx vertx, Connections connections) {
    this.pages = vertx.createSharedWorkerExecutor("celeryroot-pages", THREADS);
    this.followers = vertx.createSharedWorkerExecutor("celeryroot-followers", THREADS);
    this.config = config;
    this.settings = settings;
    this.connections = connections;
  }

  /**
   * Takes all paths that nobody else serves.
   *
   * @param context whose routes have counters
   */
  void mount(Router router, CamelContext context) {
    synchronized (this) {
      routes = route -> counts(context, route);
    }
    router.route(HttpMethod.GET, "/*").last().handler(request -> serve(request, Map::of, () -> {}));
    router.route(HttpMethod.POST, "/*").last().handler(this::read);
  }

  private static Optional<RouteCounts.Counts> counts(CamelContext context, String route) {
    return Optional.ofNullable(
            context.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class))
        .map(managed -> managed.getManagedRoute(route))
        .map(DashboardRoutes::counts);
  }

  private static RouteCounts.Counts counts(ManagedRouteMBean route) {
    try {
      return new RouteCounts.Counts(
          route.getExchangesTotal(), route.getExchangesFailed(), route.getExchangesInflight());
    } catch (Exception e) {
      throw new IllegalStateException("a counter of " + route.getRouteId(), e);
    }
  }

  private void read(RoutingContext context) {
    String length = context.request().getHeader("Content-Length");
    String type = String.valueOf(context.request().getHeader("Content-Type"));
    boolean isFile = context.request().path().equals(Dashboard.DIFF);
    int most = isFile ? MOST_OF_FILE : MOST_OF_FORM;
    boolean isForm =
        type.startsWith("application/x-www-form-urlencoded")
            || (isFile && type.startsWith(Multipart.TYPE));
    if (length == null || !isForm) {
      context.response().setStatusCode(415).end("a form with its length is expected\n");
    } else if (length.length() > 9 || Long.parseLong(length) > most) {
      refuse(
          context, 413, "the form has %s bytes; at most %d are taken here".formatted(length, most));
    } else if (isFile && files.incrementAndGet() > MOST_FILES) {
      files.decrementAndGet();
      refuseForNow(context, "others compare files already");
    } else {
      Runnable done = isFile ? files::decrementAndGet : () -> {};
      // Vert.x's own forms have at most 8 kB for a field.
      context
          .request()
          .body()
          .onSuccess(body -> serve(context, () -> form(body, type), done))
          .onFailure(
              failure -> {
                done.run();
                context.fail(failure);
              });
    }
  }

  private static void refuseForNow(RoutingContext context, String why) {
    context.response().putHeader("Retry-After", Dashboard.RETRY_SECONDS);
    refuse(context, 503, why + "; try again in a moment");
  }

  /** Refuses a request whose body nobody reads. */
  private static void refuse(RoutingContext context, int status, String why) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Connection", "close")
        .end(why + "\n")
        .onComplete(sent -> context.request().connection().close());
  }

  private static Map<String, String> form(Buffer body, String type) {
    if (type.startsWith(Multipart.TYPE)) {
      return Multipart.parse(body.getBytes(), type);
    }
    Map<String, String> form = new HashMap<>();
    for (String pair : body.toString(UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(plain(pair.substring(0, equals)), plain(pair.substring(equals + 1)));
      }
    }
    return form;
  }

  private static String plain(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /**
   * Answers on a thread of the dashboard, so that health and metrics wait for no page.
   *
   * @param form reads the form, which may take a while
   * @param done runs when the form is not needed any more
   */
  private void serve(RoutingContext context, Supplier<Map<String, String>> form, Runnable done) {
    if (asked.incrementAndGet() > MOST_ASKED) {
      asked.decrementAndGet();
      done.run();
      refuseForNow(context, "too many pages are asked for");
      return;
    }
    Call call = call(context);
    pages
        .executeBlocking(() -> dashboard().answer(call.with(form.get())), false)
        .onComplete(
            over -> {
              asked.decrementAndGet();
              done.run();
            })
        .onSuccess(reply -> send(context, reply))
        .onFailure(
            failure -> {
              if (failure instanceof UnreadableForm && !context.response().ended()) {
                context.response().setStatusCode(400).end(failure.getMessage() + "\n");
                return;
              }
              LOG.warn("dashboard: {}", call.path(), failure);
              if (!context.response().ended()) {
                context.response().setStatusCode(500).end("a defect; see the log\n");
              }
            });
  }

  private Call call(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Login> login = Guard.login(context);
    return new Call(
        request.method().equals(HttpMethod.POST),
        request.path(),
        values(context.queryParams()),
        Map.of(),
        login.map(Login::user).orElse(settings.localUser()),
        login.filter(Login::isReader).isEmpty(),
        String.valueOf(request.remoteAddress().hostAddress()));
  }

  private static Map<String, String> values(MultiMap query) {
    Map<String, String> values = new HashMap<>();
    query.forEach(entry -> values.putIfAbsent(entry.getKey(), entry.getValue()));
    return values;
  }

  private void send(RoutingContext context, Reply reply) {
    HttpServerResponse response = context.response();
    if (response.closed()) {
      return;
    }
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    if (reply.live().isEmpty()) {
      response.end(Buffer.buffer(reply.body()));
    } else if (live.incrementAndGet() > MOST_LIVE) {
      live.decrementAndGet();
      response.setStatusCode(503).end("too many pages follow a job\n");
    } else {
      new LivePump(
              context.vertx(),
              followers,
              response,
              reply.live().get(),
              () -> connections.answered(context.request().connection()),
              live::decrementAndGet)
          .start();
    }
  }

  private synchronized Dashboard dashboard() {
    if (isClosed) {
      throw new IllegalStateException("closed");
    }
    if (dashboard.isEmpty()) {
      dashboard = Optional.of(new Dashboard(config, settings, routes));
    }
    return dashboard.get();
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    dashboard.ifPresent(Dashboard::close);
    dashboard = Optional.empty();
    pages.close();
    followers.close();
  }
}
