// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.geneea.celery.WorkerException;
import com.geneea.celery.backends.TaskResult;
import com.geneea.celery.spi.Backend;
import com.geneea.celery.spi.BackendFactory;
import com.geneea.celery.spi.Broker;
import com.geneea.celery.spi.BrokerFactory;
import com.geneea.celery.spi.Message;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** The transport of celery-core on Redis, as kombu and Celery use Redis. */
public final class RedisForJavaClient implements BrokerFactory, BackendFactory {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Set<String> getProtocols() {
    return Set.of("redis");
  }

  @Override
  public Broker createBroker(URI uri, ExecutorService executor) {
    return new ListBroker(RedisClient.create(uri));
  }

  @Override
  public Backend createBackend(URI uri, ExecutorService executor) {
    return new KeyBackend(RedisClient.create(uri), executor);
  }

  private record ListBroker(UnifiedJedis redis) implements Broker {

    @Override
    public void declareQueue(String name) {}

    @Override
    public Message newMessage() {
      return new ListMessage(redis);
    }

    @Override
    public void close() {
      redis.close();
    }
  }

  /** An entry of a list: kombu's envelope around what the client says. */
  private static final class ListMessage implements Message, Message.Headers {

    private final UnifiedJedis redis;
    private final Wire wire = new Wire().property("body_encoding", "base64");

    ListMessage(UnifiedJedis redis) {
      this.redis = redis;
      wire.header("lang", "py").header("retries", 0);
      wire.header("timelimit", Arrays.asList(null, null));
      wire.header("eta", null).header("expires", null).header("group", null);
    }

    @Override
    public void setBody(byte[] body) {
      wire.field("body", Base64.getEncoder().encodeToString(body));
    }

    @Override
    public void setContentEncoding(String contentEncoding) {
      wire.field("content-encoding", contentEncoding);
    }

    @Override
    public void setContentType(String contentType) {
      wire.field("content-type", contentType);
    }

    @Override
    public Headers getHeaders() {
      return this;
    }

    @Override
    public void send(String queue) {
      redis.lpush(queue, wire.text());
    }

    @Override
    public void setId(String id) {
      wire.header("id", id).header("root_id", id).property("correlation_id", id);
    }

    @Override
    public void setArgsRepr(String argsRepr) {
      wire.header("argsrepr", argsRepr);
    }

    @Override
    public void setOrigin(String origin) {
      wire.header("origin", origin);
    }

    @Override
    public void setReplyTo(String clientId) {
      wire.property("reply_to", clientId);
    }

    @Override
    public void setTaskName(String task) {
      wire.header("task", task);
    }
  }

  private record KeyBackend(UnifiedJedis redis, ExecutorService executor) implements Backend {

    @Override
    public <R> ResultsProvider<R> resultsProviderFor(String clientId) {
      return new Results<>(this);
    }

    @Override
    public <R> void reportResult(String id, String queue, String correlationId, R result) {
      throw new UnsupportedOperationException("a client reports nothing");
    }

    @Override
    public void reportException(String id, String queue, String correlationId, Throwable error) {
      throw new UnsupportedOperationException("a client reports nothing");
    }

    @Override
    public void close() {
      redis.close();
    }
  }

  /** Results as the library's own class reads them. */
  private record Results<R>(KeyBackend backend) implements Backend.ResultsProvider<R> {

    @Override
    public ListenableFuture<R> getResult(String taskId) {
      SettableFuture<R> future = SettableFuture.create();
      backend.executor().execute(() -> await("celery-task-meta-" + taskId, future));
      return future;
    }

    private void await(String key, SettableFuture<R> future) {
      try {
        String text = backend.redis().get(key);
        while (text == null || !hasEnded(text)) {
          TimeUnit.MILLISECONDS.sleep(20);
          text = backend.redis().get(key);
        }
        TaskResult result = JSON.readValue(text.getBytes(UTF_8), TaskResult.class);
        if (result.status == TaskResult.Status.SUCCESS) {
          future.set(result.getResult());
        } else {
          Map<String, Object> error = result.getResult();
          future.setException(
              new WorkerException(
                  String.valueOf(error.get("exc_type")),
                  String.valueOf(((List<?>) error.get("exc_message")).get(0))));
        }
      } catch (IOException | InterruptedException e) {
        future.setException(e);
      }
    }

    @Override
    public Backend getBackend() {
      return backend;
    }

    private static boolean hasEnded(String text) throws IOException {
      String status = JSON.readTree(text).get("status").asText();
      return status.equals("SUCCESS") || status.equals("FAILURE");
    }
  }
}
