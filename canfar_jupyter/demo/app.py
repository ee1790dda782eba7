"""HTTP: from tornado's request to a Call, from an Answer to tornado's response."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from http.client import responses
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

import msgspec
from tornado.http1connection import HTTP1Connection
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from canfar_jupyter.demo.core.cloud import DemoCloud, new_request_id
from canfar_jupyter.demo.core.errors import UNAUTHORIZED, Refusal
from canfar_jupyter.demo.core.exchange import Answer, Call, answer
from canfar_jupyter.demo.core.faults import Fault
from canfar_jupyter.demo.glance.data import Upload
from canfar_jupyter.demo.guests.ssh import Machines, Where
from canfar_jupyter.demo.services import SERVICES, Service

log = logging.getLogger("canfar_jupyter.demo")
_CHUNK = 1 << 20


class Endpoint(RequestHandler):
    """Answers everything below one service's prefix."""

    def initialize(self, cloud: DemoCloud, service: Service) -> None:
        self.cloud = cloud
        self.service = service
        self.request_id = new_request_id()
        self.fault: Fault | None = None
        self.version = service.versions.least if service.versions else 1

    def compute_etag(self) -> None:
        return None  # hashing a page of a thousand servers is not free

    def set_default_headers(self) -> None:
        self.clear_header("Content-Type")
        self.set_header("Server", "canfar-jupyter-demo")

    async def prepare(self) -> None:
        self.fault = self.cloud.faults.take(self.request.method or "", self.request.uri or "")
        delay = self.cloud.options.latency + (self.fault.delay if self.fault else 0)
        if delay:
            await asyncio.sleep(delay)
        if self.fault and self.fault.drop == "before":
            self._hang_up()
        elif self.fault and self.fault.status:
            self.reply(Answer(self.fault.status, self.fault.body.encode(), self.fault.headers))

    async def handle(self, *_: Any) -> None:
        """Do what was asked and answer."""
        try:
            call = self.call()
            view, arguments = self.service.routes.find(call.method, call.path)
            result = view(call, **{k: unquote(v) for k, v in arguments.items()})
        except Refusal as refusal:
            result = self.refuse(refusal)
        if self.fault and self.fault.drop == "after":
            self._hang_up()
        elif result.file:
            await self._stream(result, result.file)
        else:
            self.reply(result)

    get = post = put = patch = delete = head = handle

    def call(self) -> Call:
        """Return the request as a Call.

        Raises:
            Refusal: 401, 406 or 400.
        """
        request = self.request
        versions = self.service.versions
        if versions:
            self.version = versions.asked(request.headers)
        method = "GET" if request.method == "HEAD" else request.method or "GET"
        path = self.service.path(request.path.removeprefix(self.service.prefix))
        query = {
            name: [v.decode("utf-8", "replace") for v in values]
            for name, values in request.query_arguments.items()
        }
        self.cloud.advance()
        token = self.cloud.tokens.find(request.headers.get("X-Auth-Token"))
        is_open = self.service.open.fullmatch(f"{method} {path}")
        if not is_open and (token is None or not (token.project or self.service.unscoped)):
            where = {"WWW-Authenticate": f'Keystone uri="{self.cloud.base}/identity"'}
            raise Refusal(401, UNAUTHORIZED, headers=where)
        return Call(
            self.cloud,
            method,
            path,
            self.cloud.base + self.service.prefix,
            query,
            request.headers,
            request.body,
            self.request_id,
            token,
            self.version,
        )

    def refuse(self, refusal: Refusal) -> Answer:
        """Say a refusal in the service's words."""
        body, kind = self.service.error(refusal)
        return Answer(refusal.status, body, {"Content-Type": kind, **refusal.headers})

    def reply(self, result: Answer) -> None:
        """Send an answer with the headers of its service."""
        self._head(result)
        if self.fault and self.fault.cut is not None:
            self._cut_off(result.body)
        else:
            self.finish(result.body or None)

    def _head(self, result: Answer) -> None:
        self.set_status(result.status, responses.get(result.status, "Unknown"))
        self.set_header("x-openstack-request-id", self.request_id)
        versions = self.service.versions
        if versions:
            self.set_header("x-compute-request-id", self.request_id)
            for name, value in versions.headers(f"{versions.major}.{self.version}").items():
                self.set_header(name, value)
        elif self.service.prefix == "/identity":
            self.set_header("Vary", "X-Auth-Token")
        for name, value in result.headers.items():
            self.set_header(name, value)

    async def _stream(self, result: Answer, file: BinaryIO) -> None:
        """Send a file, or the part of it that the headers speak of."""
        self._head(result)
        left = int(result.headers["Content-Length"])
        cut = self.fault.cut if self.fault else None
        with file:
            while left and (chunk := file.read(min(_CHUNK, left))):
                left -= len(chunk)
                if cut is not None and len(chunk) > cut:
                    self.write(chunk[:cut])
                    await self.flush()
                    self._hang_up()
                    return
                cut = None if cut is None else cut - len(chunk)
                self.write(chunk)
                await self.flush()
        self.finish()

    def _cut_off(self, body: bytes) -> None:
        assert self.fault is not None
        self.set_header("Content-Length", len(body))
        part = body[: self.fault.cut]
        self._auto_finish = False
        head = b"".join(
            b"%s: %s\r\n" % (k.encode(), v.encode()) for k, v in self._headers.get_all()
        )
        line = b"HTTP/1.1 %d %s\r\n" % (self.get_status(), self._reason.encode())
        stream = self.detach()
        stream.write(line + head + b"\r\n" + part).add_done_callback(lambda _: stream.close())

    def _hang_up(self) -> None:
        self._auto_finish = False
        self.detach().close()
        self._finished = True

    def write_error(self, status_code: int, **more: Any) -> None:
        self.reply(self.refuse(Refusal(status_code, self._words(status_code))))

    @staticmethod
    def _words(status: int) -> str:
        if status >= 500:
            return "The demo cloud made a mistake; its log says which."
        return responses.get(status, "Unknown")

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        if not isinstance(value, HTTPError):
            log.error("%s %s", self.request.method, self.request.path, exc_info=value)


@stream_request_body
class UploadEndpoint(Endpoint):
    """Takes an image's bytes as they come, straight to disk."""

    upload: Upload | None = None
    refusal: Refusal | None = None

    async def prepare(self) -> None:
        connection = cast(HTTP1Connection, self.request.connection)
        connection.set_max_body_size(1 << 50)  # an image may be large
        await super().prepare()
        if self._finished or not self._auto_finish or self.request.method != "PUT":
            return
        try:
            image, purpose = self.path_args
            self.upload = Upload.begin(self.call(), unquote(image), purpose)
        except Refusal as refusal:
            self.refusal = refusal

    def data_received(self, chunk: bytes) -> None:
        if self.upload:
            if self.fault and self.fault.cut is not None and self.upload.size > self.fault.cut:
                self._hang_up()
                return
            try:
                self.upload.write(chunk)
            except RuntimeError:
                self._hang_up()

    def put(self, *_: str) -> None:  # type: ignore[override]
        try:
            if self.refusal or self.upload is None:
                raise self.refusal or Refusal(500, "")
            self.cloud.advance()
            self.upload.end()
            result = Answer(204, b"", {"Content-Type": "text/html; charset=UTF-8"})
        except Refusal as refusal:
            result = self.refuse(refusal)
        if self.fault and self.fault.drop == "after":
            self._hang_up()
        else:
            self.reply(result)

    def on_connection_close(self) -> None:
        if self.upload:
            self.upload.abandon()

    get = delete = patch = post = head = Endpoint.handle


class Control(RequestHandler):
    """``/demo``: says that it is the demo; ``/demo/faults``: see ``core.faults``."""

    def initialize(self, cloud: DemoCloud, pid: int) -> None:
        self.cloud = cloud
        self.pid = pid

    def prepare(self) -> None:
        secret = self.request.headers.get("X-Demo-Secret", "")
        known = secrets.compare_digest(secret.encode(), self.cloud.state.secret.encode())
        if self.request.path != "/demo" and not known:
            self.set_status(403)
            self.finish({"message": "The secret of demo.json is needed in X-Demo-Secret."})

    def get(self) -> None:
        if self.request.path == "/demo":
            self.finish({"pid": self.pid})
        else:
            self._send({"faults": self.cloud.faults.pending})

    def post(self) -> None:
        try:
            fault = msgspec.json.decode(self.request.body, type=Fault)
        except msgspec.DecodeError as error:
            self.set_status(400)
            self.finish({"message": str(error)})
            return
        self.cloud.faults.pending.append(fault)
        self._send({"faults": self.cloud.faults.pending})

    def delete(self) -> None:
        self.cloud.faults.pending.clear()
        self._send({"faults": []})

    def _send(self, value: Mapping[str, Any]) -> None:
        result = answer(value)
        self.set_header("Content-Type", result.headers["Content-Type"])
        self.finish(result.body)


def make_app(cloud: DemoCloud, pid: int) -> Application:
    """Return the tornado application for a demo cloud."""
    rules: list[Any] = [
        (r"/demo(?:/faults)?", Control, {"cloud": cloud, "pid": pid}),
        (
            r"/demo/machines/([0-9a-f.:]{2,45})",
            Where,
            {"cloud": cloud, "machines": Machines(cloud)},
        ),
        (
            r"/image/v2/images/([^/]+)/(file|stage)",
            UploadEndpoint,
            {"cloud": cloud, "service": next(s for s in SERVICES if s.prefix == "/image")},
        ),
    ]
    rules += [(s.prefix + r"(?:/.*)?", Endpoint, {"cloud": cloud, "service": s}) for s in SERVICES]
    return Application(rules, log_function=lambda _: None)
