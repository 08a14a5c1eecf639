"""An SQS that takes messages and forgets them: what is measured is the product, not an emulator of AWS
that would compete with it for the same two cores."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Queue:
    """Takes SendMessageBatch; counts the events that the messages announce."""

    def __init__(self) -> None:
        self.events = 0
        self._lock = threading.Lock()
        queue = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = json.dumps(queue.take(body)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, body: dict[str, Any]) -> dict[str, Any]:
        entries = body.get("Entries", [])
        with self._lock:
            for entry in entries:
                announced = json.loads(entry["MessageBody"]).get("body", {})
                self.events += len(announced.get("event_ids", []))
        return {
            "Successful": [
                {
                    "Id": entry["Id"],
                    "MessageId": entry["Id"],
                    "MD5OfMessageBody": hashlib.md5(entry["MessageBody"].encode()).hexdigest(),
                }
                for entry in entries
            ],
            "Failed": [],
        }

    def environment(self) -> dict[str, str]:
        """What points an AWS SDK here."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
