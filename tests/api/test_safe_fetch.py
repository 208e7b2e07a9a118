"""Only what everybody can reach is fetched, whoever names it and however it is written."""

from dataclasses import replace
from ipaddress import ip_address
from time import monotonic

import pytest

from api.errors import FetchFailedError, FetchRefusedError
from api.names import Names
from api.safe_fetch import SafeFetch, check_url, is_public
from tests.outside import name_server, web_server

HOST = "publisher.example"


@pytest.fixture(scope="module")
def names():
    with name_server() as server:
        yield server


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    with web_server(HOST, "other.example", directory=tmp_path_factory.mktemp("web")) as server:
        yield server


@pytest.fixture
def fetching(names, web):
    """Fetches from an intranet: the loopback interface is where tests have servers."""
    names.records = {(HOST, "A"): ["127.0.0.1"], ("other.example", "A"): ["127.0.0.1"]}
    names.fails, web.pages, web.asked[:], web.pause = False, {}, [], 0.0
    return SafeFetch(Names([names.address]), allow_private=True, tls=web.trusted)


@pytest.fixture
def strict(fetching):
    return replace(fetching, allow_private=False)


def at(web, path, host=HOST):
    return f"https://{host}:{web.port}{path}"


def test_a_file_is_fetched_by_name_over_tls(fetching, web):
    web.says("/file.json", b"{}")
    found = fetching.fetch(at(web, "/file.json"))

    assert (found.status, found.body) == (200, b"{}")
    assert web.asked == [(f"{HOST}:{web.port}", "/file.json")]


def test_a_certificate_of_another_name_is_refused(fetching, web, names):
    names.records["evil.example", "A"] = ["127.0.0.1"]
    with pytest.raises(FetchFailedError):
        fetching.fetch(at(web, "/", "evil.example"))
    assert web.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(fetching, web):
    with pytest.raises(FetchFailedError):
        replace(fetching, tls=None).fetch(at(web, "/"))


def test_no_address_but_a_public_one_is_asked(strict, web):
    with pytest.raises(FetchRefusedError, match="not public"):
        strict.fetch(at(web, "/"))
    assert web.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(strict, names):
    names.records[HOST, "A"] = ["198.41.0.4", "10.0.0.1"]
    with pytest.raises(FetchRefusedError):
        strict.fetch(f"https://{HOST}/")
    names.records[HOST, "A"] = ["198.41.0.4"]
    names.records[HOST, "AAAA"] = ["::ffff:169.254.169.254"]
    with pytest.raises(FetchRefusedError):
        strict.fetch(f"https://{HOST}/")


def test_a_name_that_means_another_address_the_next_moment_changes_nothing(fetching, web, names):
    """What was looked at is what is connected to: the second answer of the name server is never asked for."""
    names.records[HOST, "A"] = [["127.0.0.1"], ["192.0.2.1"]]
    web.says("/", b"first")

    assert fetching.fetch(at(web, "/")).body == b"first"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://168.63.129.16/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://255.255.255.255/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fec0::1]/",
        "https://[ff02::1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1.nip/",
        "https://0x7f.1/",
        "https://\u2460\u2461\u2466.0.0.1/",
        "https://127\u30020\u30020\u30021/",
        "http://publisher.example/",
        "ftp://publisher.example/",
        "file:///etc/passwd",
        "gopher://publisher.example/",
        "https://",
        "https:///path",
        "//publisher.example/",
        "https://user:password@publisher.example/",
        "https://publisher.example@127.0.0.1/",
        "https://publisher.example\\@127.0.0.1/",
        "https://publisher.example:0/",
        "https://publisher.example:99999/",
        "https://publisher.example/ HTTP/1.1\r\nHost: evil",
        "https://publisher.example/\0",
        "https://[::1",
        "https://a..b/",
        "https://" + "a" * 64 + ".example/",
        "https://publisher.example/" + "x" * 3_000,
        "",
    ],
)
def test_what_is_inside_or_no_url_is_not_asked(strict, url):
    with pytest.raises((FetchRefusedError, FetchFailedError)):
        strict.fetch(url)


@pytest.mark.parametrize("address", ["198.41.0.4", "2001:503:ba3e::2:30", "::ffff:198.41.0.4", "64:ff9b::c629:4"])
def test_public_addresses_are_public(address):
    assert is_public(ip_address(address))


def test_a_good_url_is_good():
    assert check_url("https://publisher.example:8443/a/b?c=d").hostname == HOST


@pytest.mark.parametrize(
    "location", ["https://127.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd", "https://localhost/"]
)
def test_a_redirect_is_held_to_the_same(strict, web, monkeypatch, location):
    """The first address passes for public here; what it leads to does not."""
    monkeypatch.setattr("api.safe_fetch.is_public", lambda address, of=is_public: of(address) or web.asked == [])
    web.says("/", b"", 302, Location=location)
    with pytest.raises((FetchRefusedError, FetchFailedError)):
        strict.fetch(at(web, "/"))
    assert len(web.asked) == 1


def test_a_few_redirects_are_followed(fetching, web):
    web.says("/a", b"", 302, Location="/b")
    web.says("/b", b"", 307, Location=at(web, "/c", "other.example"))
    web.says("/c", b"there")
    found = fetching.fetch(at(web, "/a"))

    assert (found.body, found.url) == (b"there", at(web, "/c", "other.example"))
    assert [host.partition(":")[0] for host, _ in web.asked] == [HOST, HOST, "other.example"]


def test_redirects_without_end_are_not(fetching, web):
    web.says("/a", b"", 302, Location="/a")
    with pytest.raises(FetchFailedError, match="redirect too many"):
        fetching.fetch(at(web, "/a"))
    assert len(web.asked) == 4


def test_a_long_answer_is_not_read(fetching, web):
    web.says("/", [b"x" * 65_536] * 100)
    with pytest.raises(FetchFailedError, match="more than 65,536 bytes"):
        fetching.fetch(at(web, "/"))


def test_a_compressed_answer_stays_as_small_as_it_is(fetching, web):
    web.says("/", b"\x1f\x8b", **{"Content-Encoding": "gzip"})

    assert fetching.fetch(at(web, "/")).body == b"\x1f\x8b"


def test_an_answer_that_drips_is_not_waited_for(fetching, web):
    web.pause = 0.1
    web.says("/", [b"x"] * 100)
    began = monotonic()
    with pytest.raises(FetchFailedError):
        fetching.fetch(at(web, "/"), patience_seconds=1)
    assert monotonic() - began < 4


def test_a_host_without_an_address_or_with_nobody_there_fails(fetching, names):
    with pytest.raises(FetchFailedError, match="no address"):
        fetching.fetch("https://nowhere.example/")
    with pytest.raises(FetchFailedError, match="does not answer"):
        fetching.fetch(f"https://{HOST}:9/")
    names.fails = True
    with pytest.raises(FetchFailedError, match="looked up"):
        fetching.fetch(f"https://{HOST}/")


def test_names_of_this_machine_alone_mean_nothing(fetching):
    with pytest.raises(FetchFailedError, match="no address"):
        fetching.fetch("https://localhost/")


def test_texts_are_read_whole(names):
    names.records = {("_amidex.publisher.example", "TXT"): ['"one " "record"', '"another"']}

    assert sorted(Names([names.address]).texts("_amidex.publisher.example")) == ["another", "one record"]
    assert Names([names.address]).texts("publisher.example") == []
