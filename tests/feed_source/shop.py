"""A shop's web server on loopback: says what a test puts there, plain or over TLS."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Page:
    """What lies at a path.

    Attributes:
        length: what ``Content-Length`` claims; None tells the truth, -1 says nothing.
        slow: headers come, and then nothing until the shop closes.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    slow: bool = False


class Shop:
    """The server.

    Attributes:
        pages: by path, its query included.
        asked: of each request its path and its headers, names in lower case.
    """

    def __init__(self, scheme: str, host: str, port: int) -> None:
        self.base = f"{scheme}://{host}:{port}"
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()


@contextmanager
def open_shop(tls: ssl.SSLContext | None = None, host: str = "localhost") -> Iterator[Shop]:
    """A running shop."""
    shop: Shop

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            shop.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            page = shop.pages.get(self.path, Page(status=404))
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            length = len(page.body) if page.length is None else page.length
            if length >= 0 and page.status != 304:
                self.send_header("Content-Length", str(length))
            self.send_header("Connection", "close")
            self.end_headers()
            if page.slow:
                shop.closing.wait(60)
            self.wfile.write(page.body)
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def get_request(self) -> tuple[Any, Any]:
            connection, address = super().get_request()
            if tls is None:
                return connection, address
            try:
                return tls.wrap_socket(connection, server_side=True), address
            except OSError:
                # The other side has seen the certificate and gone.
                connection.close()
                raise

        def handle_error(self, *_: Any) -> None:
            """Whoever has heard enough may hang up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        port = server.server_address[1]
        shop = Shop("http" if tls is None else "https", host, port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield shop
        finally:
            shop.closing.set()
            server.shutdown()
            thread.join()
