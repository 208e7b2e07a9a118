"""Images a second, read from one page of DescribeImages: botocore's parser, ours, and ours when nothing changed.

    PYTHONPATH=. python tests/bench/parser.py [--images 1000] [--rounds 9] [--pages-before 30]

The page is laid out as EC2 lays it out, some 3.3 kB an image as the AWS CLI's JSON. Each figure is that of the best
round, in processor time, with the results dropped as they come, as a crawl drops them. They also go to
build/bench/parser.json.
"""

import argparse
import json
import random
import sys
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from time import process_time
from typing import Any
from xml.sax.saxutils import escape

import botocore.session
from botocore.parsers import EC2QueryParser

from crawler.image_page import split_page
from crawler.image_parser import ImageParser

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>59dbff89-35bd-4eac-99ed-be587ed81825</requestId>
    <imagesSet>
"""
TAIL = "    </imagesSet>\n    <nextToken>AAAAAbcdef</nextToken>\n</DescribeImagesResponse>"


def hexadecimal_id(chance: random.Random, prefix: str) -> str:
    return f"{prefix}-0{chance.getrandbits(64):016x}"


def disks(chance: random.Random, kind: str) -> list[dict[str, Any]]:
    count = {"windows": 27, "marketplace": chance.choice([2, 6, 12])}.get(kind, chance.choice([3, 3, 5, 12]))
    kept = count if kind == "marketplace" else 1
    kind_of_volume = {"volumeType": "gp2"}
    if chance.random() < 0.5:
        kind_of_volume = {"volumeType": "gp3", "iops": "3000", "throughput": "125"}
    found: list[dict[str, Any]] = []
    for number in range(count):
        name = f"/dev/sd{chr(ord('a') + number)}"
        if number >= kept:
            found.append({"deviceName": name, "virtualName": f"ephemeral{number - kept}"})
            continue
        ebs = {"snapshotId": hexadecimal_id(chance, "snap"), "volumeSize": chance.choice(["8", "30", "100"])}
        found.append(
            {"deviceName": name, "ebs": {**ebs, "deleteOnTermination": "true", **kind_of_volume, "encrypted": "false"}}
        )
    return found


def image(chance: random.Random) -> dict[str, Any]:
    kinds = {"marketplace": 50, "ubuntu": 15, "amazon": 12, "windows": 8, "own": 15}
    kind = chance.choices(list(kinds), list(kinds.values()))[0]
    alias = {"marketplace": "aws-marketplace", "amazon": "amazon", "windows": "amazon"}.get(kind)
    day = f"20{chance.randrange(14, 24)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    name = {
        "marketplace": f"bitnami-wordpress-6.{chance.randrange(9)}-r{chance.randrange(99)}-debian-12-x86_64-hvm-ebs",
        "ubuntu": f"ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-{day.replace('-', '')}",
        "amazon": f"al2023-ami-2023.2.{day.replace('-', '')}.0-kernel-6.1-x86_64",
        "windows": f"Windows_Server-2022-English-Full-SQL_2019_Standard-{day.replace('-', '.')}",
        "own": f"größe & co <{chance.randrange(10**6)}>"
        if chance.random() < 0.2
        else f"packer-{chance.getrandbits(40)}",
    }[kind]
    fields: dict[str, Any] = {
        "imageId": hexadecimal_id(chance, "ami"),
        "imageLocation": f"{alias or '099720109477'}/{name}",
        "imageState": "available",
        "imageOwnerId": f"{chance.randrange(10**11, 10**12)}",
        "creationDate": f"{day}T12:34:56.000Z",
        "isPublic": "true",
        "productCodes": [{"productCode": f"{chance.getrandbits(100):025x}", "type": "marketplace"}]
        if kind == "marketplace"
        else [],
        "architecture": chance.choice(["x86_64", "arm64"]),
        "imageType": "machine",
        "platform": "windows" if kind == "windows" else None,
        "imageOwnerAlias": alias,
        "sriovNetSupport": "simple",
        "enaSupport": "true" if chance.random() < 0.9 else None,
        "name": name,
        "description": f"An image made for you & me on {day}, with all that a description says of an image"
        if chance.random() < 0.6
        else None,
        "rootDeviceType": "ebs",
        "rootDeviceName": "/dev/sda1",
        "blockDeviceMapping": disks(chance, kind),
        "virtualizationType": "hvm",
        "hypervisor": "xen",
        "bootMode": "uefi-preferred" if chance.random() < 0.3 else None,
        "imdsSupport": "v2.0" if chance.random() < 0.4 else None,
        "platformDetails": "Linux/UNIX",
        "usageOperation": "RunInstances",
        "deprecationTime": "2026-01-01T00:00:00.000Z",
        "sourceImageId": hexadecimal_id(chance, "ami") if chance.random() < 0.3 else None,
        "freeTierEligible": "false",
        "deregistrationProtection": "disabled",
    }
    return {name: value for name, value in fields.items() if value}


def lines(name: str, value: Any, indent: int) -> Iterable[str]:
    space = "    " * indent
    if isinstance(value, str):
        yield f"{space}<{name}>{escape(value)}</{name}>\n"
        return
    yield f"{space}<{name}>\n"
    for child, inside in value.items() if isinstance(value, dict) else (("item", item) for item in value):
        yield from lines(child, inside, indent + 1)
    yield f"{space}</{name}>\n"


def realistic_page(images: int, seed: int = 0) -> bytes:
    chance = random.Random(seed)
    return "".join([HEAD, *(line for _ in range(images) for line in lines("item", image(chance), 2)), TAIL]).encode()


def best_seconds(work: Callable[[], Iterable[Any]], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        begin = process_time()
        deque(work(), maxlen=0)
        best = min(best, process_time() - begin)
    return best


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--images", type=int, default=1_000, help="images in the page")
    arguments.add_argument("--rounds", type=int, default=9, help="rounds, of which the best counts")
    arguments.add_argument("--pages-before", type=int, default=30, help="other pages, read before: templates want use")
    chosen = arguments.parse_args()

    ec2 = botocore.session.get_session().get_service_model("ec2")
    shape = ec2.operation_model("DescribeImages").output_shape
    body = realistic_page(chosen.images)
    parser = ImageParser(ec2, keep_unknown=True, json_ready=True)
    trees = ImageParser(ec2, keep_unknown=True, json_ready=True, compile_after=sys.maxsize)

    def with_botocore() -> Iterable[Any]:
        answer = {"body": body, "headers": {}, "status_code": 200}
        return EC2QueryParser().parse(answer, shape)["Images"]  # type: ignore[arg-type,no-any-return]

    ways: dict[str, Callable[[], Iterable[Any]]] = {
        "botocore": with_botocore,
        "ours, nothing by template": lambda: map(trees.describe, split_page(body).images),
        "ours": lambda: map(parser.describe, split_page(body).images),
        "ours, only cut": lambda: split_page(body).images,
        "ours, cut and digest": lambda: (image.digest() for image in split_page(body).images),
    }
    for seed in range(1, 1 + chosen.pages_before):
        deque(map(parser.describe, split_page(realistic_page(chosen.images, seed)).images), maxlen=0)
    printed = json.dumps({"Images": list(with_botocore())}, indent=4)
    sys.stdout.write(
        f"{chosen.images:,} images: {len(body):,} bytes of XML, {len(printed):,} bytes as the CLI prints them\n\n"
    )
    seconds = {name: best_seconds(work, chosen.rounds) for name, work in ways.items()}
    for name, spent in seconds.items():
        rate, ratio = chosen.images / spent, seconds["botocore"] / spent
        sys.stdout.write(f"{name:30} {rate:10,.0f} images/s {ratio:6.1f} x botocore {1e6 / rate:8.1f} µs/image\n")
    results = Path("build/bench/parser.json")
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(
        json.dumps({name: {"images_per_second": chosen.images / spent} for name, spent in seconds.items()})
    )


if __name__ == "__main__":
    main()
