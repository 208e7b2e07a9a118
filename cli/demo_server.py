"""The process of the demo's EC2: moto, seeded, answering over HTTP on the loopback interface until its parent is gone.

Run by `cli.demo_ec2` as `python -m cli.demo_server --port 0 --with-parent`; by hand without `--with-parent`, to look at
the demo's EC2 with any tool that takes an endpoint URL. Prints one line of JSON when it is up and seeded.
"""

import argparse
import contextlib
import gc
import json
import logging
import os
import select
import signal
import sys
import threading

import boto3
from moto.ec2 import urls as moto_ec2_urls
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from cli.demo_answers import AnswerMemory, remembering_ec2_response
from cli.demo_images import DEMO_IMAGE_REGIONS, PUBLISHER_ACCOUNT_ID, register_demo_images
from cli.demo_world import complete_images, load_recorded_images

_PARENT_POLL_SECONDS = 1.0


def start_server(port: int) -> BaseWSGIServer:
    """Answer as EC2 with the demo's world, on 127.0.0.1:`port` (0: any free one) in threads of this process.

    Ends the process with a message when the port is taken.
    """
    memory = AnswerMemory()
    moto_ec2_urls.url_paths["{0}/"] = remembering_ec2_response(memory).dispatch
    # A line for every request would bury what a person wants to read.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=MotoRequestHandler)
    # Loading makes a few million objects that all stay: collecting among them is lost time, now and at every answer.
    gc.disable()
    load_recorded_images()
    threading.Thread(target=server.serve_forever, name="demo-ec2", daemon=True).start()
    _seed(f"http://127.0.0.1:{server.server_port}")
    complete_images()
    memory.forget()
    gc.freeze()
    gc.enable()
    return server


def _seed(endpoint_url: str) -> None:
    # moto takes the account of a request from its access key, and hands out another account's by AssumeRole.
    crawler = boto3.Session(aws_access_key_id="demo", aws_secret_access_key="demo", region_name="us-east-1")  # noqa: S106
    credentials = crawler.client("sts", endpoint_url=endpoint_url).assume_role(
        RoleArn=f"arn:aws:iam::{PUBLISHER_ACCOUNT_ID}:role/demo-publisher", RoleSessionName="demo"
    )["Credentials"]
    publisher = boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    register_demo_images(
        {
            region: publisher.client("ec2", region_name=region, endpoint_url=endpoint_url)
            for region in DEMO_IMAGE_REGIONS
        }
    )


def _end_with(parent_process_id: int) -> None:
    """End this process when standard input ends, which the parent holds open, or when another process is the parent.

    The second is for a parent whose own children inherited its end of the pipe and outlive it.
    """
    while os.getppid() == parent_process_id:
        readable, _, _ = select.select([sys.stdin], [], [], _PARENT_POLL_SECONDS)
        if readable and not os.read(sys.stdin.fileno(), 4096):
            break
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 takes any free one")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input or the parent does")
    arguments = parser.parse_args()
    parent_process_id = os.getppid()
    if arguments.with_parent:
        # Ctrl-C goes to the whole foreground group. Whoever started the demo ends it, when nobody needs it any more.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_end_with, args=(parent_process_id,), name="parent-watch", daemon=True).start()
    server = start_server(arguments.port)
    sys.stdout.write(json.dumps({"amidex_demo_ec2_port": server.server_port}) + "\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


if __name__ == "__main__":
    main()
