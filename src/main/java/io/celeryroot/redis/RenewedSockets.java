// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets by certificates in files, which are read again at the first connection after one of them
 * was replaced. Files that cannot be used, as while they are being replaced, leave the sockets as
 * they were. Thread-safe.
 */
final class RenewedSockets extends SSLSocketFactory {

  private final List<Path> files;
  private final Supplier<SSLSocketFactory> reading;
  private SSLSocketFactory sockets;
  private List<Object> read;

  /**
   * Reads the files.
   *
   * @param reading makes sockets of the files as they are
   * @throws IllegalArgumentException a file cannot be used
   */
  RenewedSockets(List<Path> files, Supplier<SSLSocketFactory> reading) {
    this.files = List.copyOf(files);
    this.reading = reading;
    this.read = marks();
    this.sockets = reading.get();
  }

  private synchronized SSLSocketFactory current() {
    List<Object> found = marks();
    if (!found.equals(read)) {
      try {
        sockets = reading.get();
        read = found;
      } catch (IllegalArgumentException e) {
        // Half of a change is there; the next connection looks again.
      }
    }
    return sockets;
  }

  /** Marks of the files; others once one was replaced. */
  private List<Object> marks() {
    List<Object> marks = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        marks.add(List.of(String.valueOf(now.fileKey()), now.lastModifiedTime(), now.size()));
      } catch (IOException e) {
        marks.add("");
      }
    }
    return marks;
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return current().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return current().getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return current().createSocket(socket, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return current().createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return current().createSocket(host, port, from, fromPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return current().createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return current().createSocket(host, port, from, fromPort);
  }
}
