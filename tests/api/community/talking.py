"""What people do with comments, as requests."""

from datetime import timedelta

import orjson

from tests.api.conftest import NOBLE_IRELAND, NOW, image_id

LONG_AGO = NOW - timedelta(days=10)


def release_of(client, number):
    return client.json(f"/v1/images/{image_id(number)}")["release"]["release_id"]


def path_of(client, number=NOBLE_IRELAND):
    return f"/v1/releases/{release_of(client, number)}/comments"


def send(client, method, path, body=None, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.ask(path, method=method, headers=names, body=None if body is None else orjson.dumps(body))


def say(client, text="Does it boot?", number=NOBLE_IRELAND, **more):
    response = send(client, "POST", path_of(client, number), {"text": text} | more)
    assert response.status_code == 201, response.text
    return response.json()["comment"]


def thread(client, number=NOBLE_IRELAND, **parameters):
    return client.json(path_of(client, number), **parameters)["threads"]


def etag(client, comment):
    return client.ask(comment["link"]).headers["etag"]
