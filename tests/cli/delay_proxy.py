#!/usr/bin/env python3
"""An HTTPS server on a loopback port behind a proxy that delays each direction. Its response comes in two parts, so
that the first and the last byte are apart.

Usage: delay_proxy.py PORT CHAIN KEY DELAY_MS PAUSE_MS
"""

import asyncio
import ssl
import sys


async def answer(reader, writer, pause):
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nfirst ")
        await writer.drain()
        await asyncio.sleep(pause)
        writer.write(b"second")
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    writer.close()


async def carry(reader, writer, delay):
    """What comes in at one moment goes out `delay` seconds later, in order; so does the end."""
    loop = asyncio.get_running_loop()
    waiting = asyncio.Queue()

    async def deliver():
        while True:
            due, data = await waiting.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not data:
                break
            writer.write(data)
        writer.close()

    delivery = asyncio.create_task(deliver())
    data = b"-"
    while data:
        try:
            data = await reader.read(65536)
        except OSError:
            data = b""
        waiting.put_nowait((loop.time() + delay, data))
    await delivery


async def main():
    port, chain, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    delay, pause = (float(text) / 1000 for text in sys.argv[4:6])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    server = await asyncio.start_server(lambda r, w: answer(r, w, pause), "127.0.0.1", 0, ssl=context)
    behind = server.sockets[0].getsockname()[1]

    async def relay(reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", behind)
        await asyncio.gather(carry(reader, far_writer, delay), carry(far_reader, writer, delay))

    proxy = await asyncio.start_server(relay, "127.0.0.1", port)
    await proxy.serve_forever()


asyncio.run(main())
