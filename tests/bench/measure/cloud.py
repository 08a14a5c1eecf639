"""S3 and SQS as far as imports need them: files lie on disk, messages in memory, and a file that arrives is told to
the uploads queue. What is measured is the product, and not an emulator that takes a core from it (README.md)."""

import hashlib
import json
import shutil
import tempfile
import threading
import time
import urllib.parse
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO, Self
from uuid import uuid4

VISIBLE_AFTER = 30.0  # seconds
PIECE = 1 << 20


class Messages:
    """A queue: what is received comes again unless it is deleted."""

    def __init__(self) -> None:
        self._ready: deque[tuple[str, str, int]] = deque()  # id, text, how often it was received
        self._taken: dict[str, tuple[float, tuple[str, str, int]]] = {}  # by receipt: when it comes, or comes again
        self._changed = threading.Condition()

    def send(self, text: str, delay: float) -> str:
        id = uuid4().hex
        message = (id, text, 0)
        with self._changed:
            if delay:
                self._taken[id] = (time.monotonic() + delay, message)
            else:
                self._ready.append(message)
            self._changed.notify()
        return id

    def receive(self, most: int, wait: float) -> list[dict[str, Any]]:
        until = time.monotonic() + wait
        with self._changed:
            while True:
                self._bring_back()
                if self._ready or (left := until - time.monotonic()) <= 0:
                    break
                self._changed.wait(min(left, 1.0))
            return [self._take() for _ in range(min(most, len(self._ready)))]

    def put_off(self, receipt: str, seconds: float) -> None:
        with self._changed:
            if receipt in self._taken:
                self._taken[receipt] = (time.monotonic() + seconds, self._taken[receipt][1])
                self._changed.notify()

    def delete(self, receipt: str) -> None:
        with self._changed:
            self._taken.pop(receipt, None)

    def _bring_back(self) -> None:
        now = time.monotonic()
        for receipt in [receipt for receipt, (at, _) in self._taken.items() if at <= now]:
            self._ready.append(self._taken.pop(receipt)[1])

    def _take(self) -> dict[str, Any]:
        id, text, count = self._ready.popleft()
        receipt = uuid4().hex
        self._taken[receipt] = (time.monotonic() + VISIBLE_AFTER, (id, text, count + 1))
        return {
            "MessageId": id,
            "ReceiptHandle": receipt,
            "Body": text,
            "MD5OfBody": hashlib.md5(text.encode()).hexdigest(),
            "Attributes": {"ApproximateReceiveCount": str(count + 1)},
        }


class Cloud:
    """One address for a bucket and its queues."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=folder))
        self._objects: dict[str, dict[str, Any]] = {}  # by key, and by key?version
        self.queues: dict[str, Messages] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What points an AWS SDK here, and settings of the product that name these queues."""
        queues = {
            f"{name.upper()}_QUEUE_URL": f"{self.url}/queues/{name}"
            for name in ("uploads", "rows", "events", "automation")
        }
        return queues | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    # --- files ---

    def keep(self, bucket: str, key: str, content: BinaryIO, size: int, kind: str) -> dict[str, Any]:
        """Stores a file, and tells of it."""
        version, digest = uuid4().hex, hashlib.md5()
        path = self._folder / version
        with path.open("wb") as file:
            while size and (piece := content.read(min(size, PIECE))):
                file.write(piece)
                digest.update(piece)
                size -= len(piece)
        found = {
            "path": path,
            "type": kind,
            "etag": digest.hexdigest(),
            "version": version,
            "size": path.stat().st_size,
        }
        self._objects[key] = self._objects[f"{key}?{version}"] = found
        if key.startswith(("uploads/", "drop/")):
            self.queue("uploads").send(json.dumps({"Records": [notification(bucket, key, found)]}), 0)
        return found

    def find(self, key: str, version: str | None = None) -> dict[str, Any] | None:
        return self._objects.get(f"{key}?{version}" if version else key)

    # --- messages ---

    def queue(self, name: str) -> Messages:
        return self.queues.setdefault(name, Messages())

    def asked(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """One call of SQS."""
        queue = self.queue(body.get("QueueUrl", "").rpartition("/")[2])
        match action:
            case "SendMessageBatch":
                taken = [sent(queue, entry) | {"Id": entry["Id"]} for entry in body["Entries"]]
                return {"Successful": taken, "Failed": []}
            case "SendMessage":
                return sent(queue, body)
            case "ReceiveMessage":
                return {"Messages": queue.receive(body.get("MaxNumberOfMessages", 1), body.get("WaitTimeSeconds", 0))}
            case "DeleteMessage":
                queue.delete(body["ReceiptHandle"])
            case "ChangeMessageVisibility":
                queue.put_off(body["ReceiptHandle"], body["VisibilityTimeout"])
            case "DeleteMessageBatch":
                for entry in body["Entries"]:
                    queue.delete(entry["ReceiptHandle"])
        return {}


def sent(queue: Messages, message: dict[str, Any]) -> dict[str, Any]:
    text = message["MessageBody"]
    id = queue.send(text, message.get("DelaySeconds", 0))
    return {"MessageId": id, "MD5OfMessageBody": hashlib.md5(text.encode()).hexdigest()}


def notification(bucket: str, key: str, found: dict[str, Any]) -> dict[str, Any]:
    """What S3 tells of a file."""
    told = {"key": urllib.parse.quote_plus(key, safe="/"), "size": found["size"], "eTag": found["etag"]}
    return {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": bucket}, "object": told | {"versionId": found["version"]}},
    }


class Unchunked:
    """The content of a body in the SDK's own chunks, each with its length before it, a checksum at the end."""

    def __init__(self, body: BinaryIO) -> None:
        self._body, self._left = body, 0

    def read(self, size: int) -> bytes:
        if not self._left:
            self._left = int(self._body.readline().split(b";")[0] or b"0", 16)
            if not self._left:
                while self._body.readline().strip():
                    pass
                return b""
        piece = self._body.read(min(size, self._left))
        self._left -= len(piece)
        if not self._left:
            self._body.readline()
        return piece

    def end(self) -> None:
        """Reads what is behind the last chunk."""
        while self.read(PIECE):
            pass


def handler(cloud: Cloud) -> type[BaseHTTPRequestHandler]:
    """Answers for `cloud`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 1 << 16

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            action = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            self._answer(200, json.dumps(cloud.asked(action, body)).encode(), "application/x-amz-json-1.0")

        def do_PUT(self) -> None:
            bucket, key, _ = self._place()
            if self.headers.get("Expect", "").lower() == "100-continue":
                self.send_response_only(100)
                self.end_headers()
                self.wfile.flush()
            kind = self.headers.get("Content-Type", "")
            if source := self.headers.get("X-Amz-Copy-Source"):
                _, _, other = urllib.parse.unquote(source).lstrip("/").partition("/")
                copied = cloud.find(other)
                with copied["path"].open("rb") as file:
                    kept = cloud.keep(bucket, key, file, copied["size"], copied["type"])
                text = f'<CopyObjectResult><ETag>"{kept["etag"]}"</ETag></CopyObjectResult>'
                self._answer(200, text.encode(), "application/xml")
                return
            if decoded := self.headers.get("X-Amz-Decoded-Content-Length"):
                content = Unchunked(self.rfile)
                kept = cloud.keep(bucket, key, content, int(decoded), kind)
                content.end()
            else:
                kept = cloud.keep(bucket, key, self.rfile, int(self.headers["Content-Length"]), kind)
            self._answer(200, b"", kind, kept)

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            _, key, query = self._place()
            found = cloud.find(key, query.get("versionId", [None])[0])
            if not found:
                self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")
                return
            self.send_response(200)
            self._say(found["type"], found["size"], found)
            if self.command == "GET":
                with found["path"].open("rb") as file:
                    shutil.copyfileobj(file, self.wfile, PIECE)
            self.wfile.flush()

        def _place(self) -> tuple[str, str, dict[str, list[str]]]:
            path, _, query = self.path.partition("?")
            bucket, _, key = urllib.parse.unquote(path).lstrip("/").partition("/")
            return bucket, key, urllib.parse.parse_qs(query)

        def _answer(self, status: int, body: bytes, kind: str, found: dict[str, Any] | None = None) -> None:
            self.send_response(status)
            self._say(kind, len(body), found)
            if self.command != "HEAD":
                self.wfile.write(body)
            self.wfile.flush()

        def _say(self, kind: str, size: int, found: dict[str, Any] | None) -> None:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(size))
            if found:
                self.send_header("ETag", f'"{found["etag"]}"')
                self.send_header("x-amz-version-id", found["version"])
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
