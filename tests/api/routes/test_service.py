def test_the_root_says_what_this_is_and_its_links_work(client):
    service = client.json("/")

    assert service["name"] == "Amidex"
    assert service["version"]
    for link in service["links"].values():
        assert client.ask(link).status_code == 200
