"""A server that does one thing wrong, for the tests of the tool's behaviour towards strangers.

bad_server.py PORT MODE: listens on 127.0.0.1 and treats every connection alike until it is killed.
"""

import socket
import sys
import threading
import time

FATAL_ALERT = bytes([21, 3, 3, 0, 2, 2])
HANDSHAKE_FAILURE = 40
PROTOCOL_VERSION = 70


def silent(connection):
    time.sleep(120)


def http(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def smtp(connection):
    connection.sendall(b"220 mail.example ESMTP\r\n")
    time.sleep(120)


def alert(connection):
    connection.recv(4096)
    connection.sendall(FATAL_ALERT + bytes([HANDSHAKE_FAILURE]))


def version(connection):
    connection.recv(4096)
    connection.sendall(FATAL_ALERT + bytes([PROTOCOL_VERSION]))


def close(connection):
    connection.recv(4096)


def half(connection):
    """The beginning of a ServerHello record, and no more."""
    connection.recv(4096)
    connection.sendall(bytes([22, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3]))


def stall(connection):
    """The same, and then silence."""
    half(connection)
    time.sleep(120)


def garbage(connection):
    """A record of handshake type with nonsense in it."""
    connection.recv(4096)
    connection.sendall(bytes([22, 3, 3, 1, 0]) + bytes(range(256)))


def serve(connection, mode):
    with connection:
        try:
            mode(connection)
        except OSError:
            pass


def main():
    mode = globals()[sys.argv[2]]
    with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection, mode), daemon=True).start()


if __name__ == "__main__":
    main()
