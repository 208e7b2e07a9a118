"""What tests of claims share."""

import orjson

MINE, OTHERS = "123456789012", "210987654321"
ACME = {"name": "Acme Images", "url": "https://images.acme.example/amis", "account_id": MINE}


def ask(client, method, path, body=None, **parameters):
    content = None if body is None else orjson.dumps(body)
    return client.ask(f"/v1/publishers/{path}", method=method, body=content, **parameters)


def refused(response, kind="claim-refused", status=403):
    assert (response.status_code, response.json()["type"]) == (status, f"/problems/{kind}"), response.text
    return response.json()["detail"]
