"""An EC2 to share images in: moto over HTTP, and in front of it what moto has not, answered as EC2 documents it.

ResetImageAttribute, CancelImageLaunchPermission, GetImageBlockPublicAccessState, and the refusal of public images while
public access is blocked.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import boto3
import httpx
from moto.server import ThreadedMotoServer

ACCOUNT = "123456789012"
REGION = "eu-west-1"
DONE = '<{0}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>{1}</{0}Response>'
ERROR = (
    "<Response><Errors><Error><Code>{0}</Code><Message>{1}</Message></Error></Errors>"
    "<RequestID>r</RequestID></Response>"
)


@dataclass
class SharingEc2:
    """Where it answers, its state, and which actions it was asked for."""

    url: str = ""
    moto_url: str = ""
    block: str = "unblocked"
    encrypts: bool = False
    denied: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    @property
    def client(self) -> Any:
        """moto itself, for setting up and looking."""
        return boto3.client(
            "ec2",
            region_name=REGION,
            endpoint_url=self.moto_url,
            aws_access_key_id="any",
            aws_secret_access_key="any",
        )

    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL_EC2": self.url,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_DEFAULT_REGION": REGION,
        }

    def permissions(self, image_id: str) -> list[dict[str, str]]:
        answer = self.client.describe_image_attribute(ImageId=image_id, Attribute="launchPermission")
        return list(answer["LaunchPermissions"])

    def answer(self, form: dict[str, str]) -> tuple[int, str] | None:
        """What moto has not; None: ask moto."""
        action, image_id = form["Action"], form.get("ImageId", "")
        self.asked.append(action)
        if action in self.denied:
            return 403, ERROR.format("UnauthorizedOperation", "You are not authorized to perform this operation.")
        if form.get("DryRun") == "true":
            return 412, ERROR.format("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
        return self._completed(action, image_id, form)

    def _completed(self, action: str, image_id: str, form: dict[str, str]) -> tuple[int, str] | None:
        if action == "GetImageBlockPublicAccessState":
            state = f"<imageBlockPublicAccessState>{self.block}</imageBlockPublicAccessState>"
            return 200, DONE.format(action, state)
        if action == "ModifyImageAttribute" and self.block != "unblocked" and form.get("UserGroup.1") == "all":
            return 400, ERROR.format("OperationNotPermitted", "Block public access for AMIs is enabled.")
        if action == "ResetImageAttribute":
            self._take(image_id, self.permissions(image_id))
            return 200, DONE.format(action, "<return>true</return>")
        if action == "CancelImageLaunchPermission":
            mine = {"UserId": ACCOUNT}
            if mine not in self.permissions(image_id):
                return 400, ERROR.format("InvalidAMIID.NotFound", "The image was not shared with you.")
            self._take(image_id, [mine])
            return 200, DONE.format(action, "<return>true</return>")
        return None

    def _take(self, image_id: str, permissions: list[dict[str, str]]) -> None:
        self.client.modify_image_attribute(ImageId=image_id, LaunchPermission={"Remove": permissions})


@contextmanager
def sharing_ec2() -> Iterator[SharingEc2]:
    """Both servers, on free ports of the loopback."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    state = SharingEc2(moto_url="http://{}:{}".format(*moto.get_host_and_port()))

    class Front(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            answered = state.answer(form)
            if answered is None:
                kept = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                told = httpx.post(f"{state.moto_url}/", content=body, headers=kept, timeout=60)
                text = told.text
                if state.encrypts and form["Action"] == "DescribeSnapshots":  # moto gives no image a disk that is
                    text = text.replace("<encrypted>false<", "<encrypted>true<")
                answered = told.status_code, text
            content = answered[1].encode()
            self.send_response(answered[0])
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Tests say what matters."""

    front = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    thread = threading.Thread(target=front.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{front.server_address[1]}"
    try:
        yield state
    finally:
        front.shutdown()
        front.server_close()
        thread.join()
        moto.stop()
