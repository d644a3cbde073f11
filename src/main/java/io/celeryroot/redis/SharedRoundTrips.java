// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.IOUtils;

/**
 * Sends commands of many threads in few round trips. While some are under way, further commands
 * wait; the next round trip takes along all that wait. So a busy process makes fewer system calls,
 * and a command that meets no other is sent at once. Thread-safe.
 */
final class SharedRoundTrips implements CommandExecutor {

  /** Round trips that a worker of the default concurrency, its lease and heartbeat need at once. */
  static final int AT_ONCE = 4;

  private static final int MOST_COMMANDS = 64;

  private final ConnectionProvider connections;
  private final CommandExecutor alone;
  private final Duration longestWait;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param connections are closed with this
   * @param alone sends a command over one of them that it has for itself
   * @param longestWait of a command for a round trip; afterwards it is sent alone
   */
  SharedRoundTrips(ConnectionProvider connections, CommandExecutor alone, Duration longestWait) {
    this.connections = connections;
    this.alone = alone;
    this.longestWait = longestWait;
  }

  @Override
  public <T> T executeCommand(CommandObject<T> command) {
    if (command.getArguments().isBlocking()) {
      return alone.executeCommand(command);
    }
    if (waiting.isEmpty() && free.tryAcquire()) {
      try {
        return alone.executeCommand(command);
      } finally {
        free();
      }
    }
    Pending own = new Pending(command);
    if (!isSent(own)) {
      return alone.executeCommand(command);
    }
    Object answer = own.answer.join();
    if (answer instanceof RuntimeException e) {
      throw e;
    }
    return command.getBuilder().build(answer);
  }

  /**
   * Waits until a round trip takes a command along, and makes one for all that wait when it can.
   *
   * @return false: none did for too long
   */
  private boolean isSent(Pending own) {
    waiting.add(own);
    long latest = System.nanoTime() + longestWait.toNanos();
    while (!own.isTaken()) {
      if (free.tryAcquire()) {
        try {
          send();
        } finally {
          free();
        }
      } else if (Thread.currentThread().isInterrupted() || latest - System.nanoTime() <= 0) {
        if (own.take()) {
          waiting.remove(own);
          return false;
        }
      } else {
        LockSupport.parkNanos(this, latest - System.nanoTime());
      }
    }
    return true;
  }

  /** Ends a round trip, and wakes one that waits to make the next. */
  private void free() {
    free.release();
    for (Pending one : waiting) {
      if (!one.isTaken()) {
        LockSupport.unpark(one.thread);
        return;
      }
    }
  }

  private void send() {
    List<Pending> all = new ArrayList<>(MOST_COMMANDS);
    while (all.size() < MOST_COMMANDS) {
      Pending next = waiting.poll();
      if (next == null) {
        break;
      }
      if (next.take()) {
        all.add(next);
      }
    }
    if (all.isEmpty()) {
      return;
    }
    try (Connection connection = connections.getConnection()) {
      exchange(connection, all);
    } catch (JedisException e) {
      all.forEach(one -> one.answered(e));
    } catch (RuntimeException | Error e) {
      JedisException failure = new JedisConnectionException("no answer", e);
      all.forEach(one -> one.answered(failure));
      throw e;
    }
  }

  /** After any failure there may be answers on the connection that nobody would expect later. */
  private static void exchange(Connection connection, List<Pending> all) {
    boolean isDone = false;
    try {
      all.forEach(one -> connection.sendCommand(one.command.getArguments()));
      all.forEach(one -> one.answered(connection.getMany(1).get(0)));
      isDone = true;
    } finally {
      if (!isDone) {
        connection.setBroken();
      }
    }
  }

  @Override
  public void close() {
    IOUtils.closeQuietly(connections);
  }

  /** A command whose thread waits for its answer. */
  private static final class Pending {

    private final CommandObject<?> command;
    private final Thread thread = Thread.currentThread();
    private final AtomicBoolean isTaken = new AtomicBoolean();

    /** The answer of Redis, or a failure, which several may be told. */
    private final CompletableFuture<Object> answer = new CompletableFuture<>();

    Pending(CommandObject<?> command) {
      this.command = command;
    }

    boolean isTaken() {
      return isTaken.get();
    }

    /** Returns true for the one that is to send it. */
    boolean take() {
      return isTaken.compareAndSet(false, true);
    }

    /** Tells its thread the first answer; further ones change nothing. */
    void answered(Object what) {
      if (answer.complete(what)) {
        LockSupport.unpark(thread);
      }
    }
  }
}
