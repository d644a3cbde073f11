// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Connects to a server through a Unix socket of this machine. Thread-safe. */
final class UnixSocketFactory implements JedisSocketFactory {

  private final Path path;
  private final int timeoutMillis;

  UnixSocketFactory(Path path, JedisClientConfig config) {
    this.path = path;
    this.timeoutMillis = config.getSocketTimeoutMillis();
  }

  @Override
  public Socket createSocket() {
    try {
      Socket socket = new UnixSocket(path);
      socket.setSoTimeout(timeoutMillis);
      return socket;
    } catch (SocketException e) {
      ConnectException why = new ConnectException(reason(e));
      why.initCause(e);
      throw new JedisConnectionException("no connection", why);
    } catch (IOException e) {
      throw new JedisConnectionException("no connection", e);
    }
  }

  private String reason(SocketException e) {
    return Files.exists(path) ? String.valueOf(e.getMessage()) : "no such socket";
  }
}
