#!/usr/bin/env python3
"""An Edge with one build and, below /builds, its tar: large-build.py MEMBERS READY-FILE.

The bytes never repeat and are made while they are asked for, the same ones each time, from any offset, under one strong ETag. Every member has 16 MiB. The
address goes into the ready file.
"""

import hashlib
import json
import re
import sys
import tarfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIECE = 1 << 20
MEMBER = 16 * PIECE
HEADER = 512
members, ready = int(sys.argv[1]), sys.argv[2]
total = members * (HEADER + MEMBER) + 2 * HEADER
etag = f'"{members}"'
app = {
    "name": "Engine", "label": "Engine", "deployments": [], "iCurBuild": 1, "maxBuilds": 9, "patches": [], "dxfName": "x",
    "processing": False, "exporting": False, "error": None, "builds": [{"id": 1, "label": "large", "sizeBytes": total}],
}


def pieces(offset):
    """The tar from an offset to its end."""
    member, offset = divmod(offset, HEADER + MEMBER)
    while member < members:
        if offset < HEADER:
            info = tarfile.TarInfo(f"game/{member}.bin")
            info.size = MEMBER
            yield info.tobuf()[offset:]
            offset = HEADER
        first, skipped = divmod(offset - HEADER, PIECE)
        for piece in range(first, MEMBER // PIECE):
            yield hashlib.shake_128(f"{member} {piece}".encode()).digest(PIECE)[skipped:]
            skipped = 0
        member, offset = member + 1, 0
    yield bytes(2 * HEADER - offset)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path.startswith("/builds"):
            self.tar()
        elif path == "/be/v1/apps/Engine":
            self.answer("app", app)
        else:
            self.answer(path.rpartition("/")[2], [app] if path == "/be/v1/apps" else [])

    def answer(self, key, value):
        body = json.dumps({"status": "success", "message": "here", key: value}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def tar(self):
        first, last = 0, total - 1
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked and self.headers.get("If-Range", etag) == etag:
            first, last = int(asked[1]), min(int(asked[2] or last), last)
        else:
            asked = None
        self.send_response(206 if asked else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(last - first + 1))
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{total}")
        self.end_headers()
        rest = last - first + 1
        for piece in pieces(first):
            if rest <= 0:
                break
            self.wfile.write(piece[:rest])
            rest -= len(piece)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(ready, "w") as file:
    file.write(f"http://127.0.0.1:{server.server_port}\n")
server.serve_forever()
