# SPDX-License-Identifier: Apache-2.0
"""A TCP proxy before Redis that holds each request back for a fixed time, as a network does.

usage: proxy.py LISTEN_PORT REDIS_PORT MILLISECONDS

Requests wait, replies pass at once, so a round trip takes the delay more. It waits with select(), whose timeout
counts microseconds; epoll's counts milliseconds.
"""

import collections
import select
import socket
import sys
import time


def main(listen, target, millis):
    delay = float(millis) / 1000
    listener = socket.create_server(("127.0.0.1", int(listen)), backlog=512)
    peer = {}  # socket: its other side
    is_client = {}
    waiting = collections.deque()  # (time at which it is due, destination, data): one delay, so in order
    print("ready", flush=True)
    while True:
        timeout = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select([listener, *peer], [], [], timeout)
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, destination, data = waiting.popleft()
            send(destination, data)
        for source in readable:
            if source is listener:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", int(target)))
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                peer[client], peer[server] = server, client
                is_client[client], is_client[server] = True, False
            elif source in peer:
                try:
                    data = source.recv(1 << 18)
                except OSError:
                    data = b""
                if not data:
                    for one in (source, peer[source]):
                        peer.pop(one, None)
                        is_client.pop(one, None)
                        one.close()
                elif is_client[source]:
                    waiting.append((now + delay, peer[source], data))
                else:
                    send(peer[source], data)


def send(destination, data):
    try:
        destination.sendall(data)
    except OSError:
        pass  # its other side notices


if __name__ == "__main__":
    main(*sys.argv[1:])
