// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.List;

/**
 * An array of strings as execve(2) takes it: addresses, a null, and the strings behind them, in one
 * piece of memory that is freed by {@link #close()}.
 */
final class NativeStrings implements AutoCloseable {

  private final long address;

  NativeStrings(List<String> words, Charset charset) {
    List<byte[]> strings = words.stream().map(word -> terminated(word, charset)).toList();
    int start = (words.size() + 1) * Long.BYTES;
    int size = start + strings.stream().mapToInt(string -> string.length).sum();
    this.address = Native.malloc(size);
    ByteBuffer block = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).position(start);
    for (int i = 0; i < strings.size(); i++) {
      block.putLong(i * Long.BYTES, address + block.position());
      block.put(strings.get(i));
    }
    new Pointer(address).write(0, block.array(), 0, size);
  }

  /** Returns a string as C takes it. */
  static byte[] terminated(String text, Charset charset) {
    return (text + '\0').getBytes(charset);
  }

  long address() {
    return address;
  }

  @Override
  public void close() {
    Native.free(address);
  }
}
