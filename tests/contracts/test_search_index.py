"""The laws of search/index.py, on every engine. What engines answer to the same requests: test_search_answers.py."""

import pickle
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from search.document import Audience
from search.errors import BadCursorError, BadQueryError, BadRequestError, IndexLockedError
from search.fields import Facet
from search.index import SearchRequest, Sort
from tests.contracts.search_engines import ENGINES
from tests.search.documents import NOW, make_documents

TEMPLATE = replace(
    make_documents(1)[0],
    name="plain-image",
    description="",
    owner_aliases=(),
    publisher=None,
    publisher_name=None,
    operating_system=None,
    created_at=NOW - timedelta(days=100),
    deprecated_at=None,
    gone_at=None,
)


def made(number=1, **changes):
    return replace(TEMPLATE, release_id=f"rel-{number:020d}", **changes)


def write(index, *documents):
    with index.writer() as writer:
        for document in documents:
            writer.replace(document.release_id, [document])


def request(text="", **changes):
    return SearchRequest(text, now=NOW, **changes)


def names(index, text="", **changes):
    return [hit.document.name for hit in index.search(request(text, **changes)).hits]


def pages(index, asked):
    """All hits in order, page by page."""
    found = []
    while True:
        result = index.search(asked)
        found += [hit.document for hit in result.hits]
        if result.next_cursor is None:
            return found
        assert len(result.hits) == asked.limit
        asked = replace(asked, cursor=result.next_cursor)


@pytest.fixture(params=ENGINES)
def open_index(request):
    with ENGINES[request.param]() as opener:
        yield opener


@pytest.fixture
def index(open_index):
    return open_index()


def test_an_index_never_written_is_empty(index):
    result = index.search(request())
    assert (result.hits, result.total, result.next_cursor) == ((), 0, None)
    assert set(result.facets) == set(Facet)
    assert all(not values for values in result.facets.values())
    assert index.document_count() == 0
    assert result.generation == index.generation()


def test_a_document_comes_back_as_it_was_written(index):
    documents = make_documents(70)
    with index.writer() as writer:
        for document in documents:
            writer.replace(
                document.release_id, [other for other in documents if other.release_id == document.release_id]
            )
    asked = request(include_deprecated=True, include_gone=True, audience=Audience.OPERATOR, limit=100)
    found = {hit.document for hit in index.search(asked).hits}
    assert found == {document for document in documents if Audience.OPERATOR in document.audiences}


def test_what_another_process_encoded_is_found_as_what_was_written_here(index):
    releases = {document.release_id: document for document in make_documents(70)}
    asked = [request(text, include_deprecated=True, include_gone=True, limit=100) for text in ("", "ubuntu", "arm64")]
    write(index, *releases.values())
    wanted = [(result.hits, result.total, result.facets) for result in map(index.search, asked)]
    with index.writer() as writer:
        encode = pickle.loads(pickle.dumps(writer.encode))
        for release_id, document in releases.items():
            writer.replace_encoded(release_id, [encode(document)])
    assert [(result.hits, result.total, result.facets) for result in map(index.search, asked)] == wanted
    with index.writer() as writer:
        writer.replace_encoded(min(releases), [])
    assert index.document_count() == len(releases) - 1


def test_replace_removes_what_the_release_had(index):
    write(index, made(1, name="old"), made(2, name="other"))
    write(index, made(1, name="new"))
    assert sorted(names(index)) == ["new", "other"]
    with index.writer() as writer:
        writer.replace(made(1).release_id, [])
    assert names(index) == ["other"]
    assert index.document_count() == 1


def test_the_last_of_several_replacements_in_one_batch_counts(index):
    with index.writer() as writer:
        writer.replace(made(1).release_id, [made(1, name="first")])
        writer.replace(made(1).release_id, [made(1, name="second")])
    assert names(index) == ["second"]


def test_a_writer_refuses_documents_of_another_release_and_two_for_one_audience(index):
    with index.writer() as writer:
        with pytest.raises(ValueError, match="cannot replace"):
            writer.replace(made(1).release_id, [made(2)])
        with pytest.raises(ValueError, match="same audience"):
            writer.replace(made(1).release_id, [made(1), made(1, audiences=(Audience.PUBLIC,))])


def test_nothing_shows_before_a_commit_and_all_of_it_after(open_index):
    index, elsewhere = open_index(), open_index()
    with index.writer() as writer:
        writer.replace(made(1).release_id, [made(1)])
        assert elsewhere.search(request()).total == 0
        writer.commit()
        assert elsewhere.search(request()).total == 1
        writer.replace(made(2).release_id, [made(2)])
        assert elsewhere.search(request()).total == 1
    assert elsewhere.search(request()).total == 2
    assert open_index().document_count() == 2


@pytest.mark.parametrize("many", [False, True])
def test_what_was_flushed_shows_as_soon_as_the_writer_says_so(index, many):
    with index.writer(many=many) as writer:
        assert writer.flush()(), "there was nothing to commit"
        writer.replace(made(1).release_id, [made(1)])
        first = writer.flush()
        writer.replace(made(2).release_id, [made(2)])
        deadline = time.monotonic() + 30
        while not first():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert index.document_count() == 1
        second = writer.flush()
        writer.commit()
        assert second()
        assert index.document_count() == 2
        generation = index.generation()
    assert index.generation() == generation, "it committed once more"


def test_leaving_a_writer_by_an_exception_keeps_what_was_committed_only(index):
    def write_and_fail():
        with index.writer() as writer:
            writer.replace(made(1).release_id, [made(1)])
            writer.commit()
            writer.replace(made(2).release_id, [made(2)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert index.document_count() == 1
    write(index, made(3))
    assert index.document_count() == 2


@pytest.mark.parametrize("first", ["writer", "rebuild"])
@pytest.mark.parametrize("second", ["writer", "rebuild"])
def test_only_one_writes_at_a_time(open_index, first, second):
    with getattr(open_index(), first)():
        other = getattr(open_index(), second)()
        with pytest.raises(IndexLockedError, match="try again"):
            other.__enter__()
    with getattr(open_index(), second)():
        pass


def test_a_rebuild_replaces_everything_at_once_and_only_when_it_is_done(open_index):
    index, elsewhere = open_index(), open_index()
    write(index, made(1, name="old"))
    with index.rebuild() as writer:
        writer.replace(made(2).release_id, [made(2, name="draft")])
        writer.commit()
        writer.replace(made(2).release_id, [made(2, name="new")])
        assert names(elsewhere) == ["old"]
    assert names(elsewhere) == names(index) == ["new"]


def test_a_failed_rebuild_leaves_the_index_as_it_was(index):
    write(index, made(1, name="old"))
    before = index.generation()

    def rebuild_and_fail():
        with index.rebuild() as writer:
            writer.replace(made(2).release_id, [made(2)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rebuild_and_fail()
    assert names(index) == ["old"]
    assert index.generation() == before


def test_the_generation_changes_with_what_is_committed_and_only_then(open_index):
    index, elsewhere = open_index(), open_index()
    seen = [elsewhere.generation()]
    for number in (1, 2):
        write(index, made(number))
        seen.append(elsewhere.generation())
    with index.writer() as writer:
        writer.replace(made(2).release_id, [])
    seen.append(elsewhere.generation())
    with index.rebuild() as writer:
        writer.replace(made(1).release_id, [made(1)])
    seen.append(elsewhere.generation())
    assert len(set(seen)) == len(seen)
    assert elsewhere.generation() == index.generation() == open_index().generation() == seen[-1]
    assert elsewhere.search(request()).generation == seen[-1]


def test_the_public_sees_nothing_of_what_is_private(index):
    public = made(1, name="shared-widget", audiences=(Audience.PUBLIC,), images=TEMPLATE.images[:1])
    both = made(1, name="shared-widget", audiences=(Audience.OPERATOR,), description="nightingale", trust="known")
    only = made(2, name="secret-widget", audiences=(Audience.OPERATOR,), owner_ids=("999999999999",))
    open_to_all = made(3, name="open-widget", created_at=NOW - timedelta(days=200))
    with index.writer() as writer:
        writer.replace(public.release_id, [public, both])
        writer.replace(only.release_id, [only])
        writer.replace(open_to_all.release_id, [open_to_all])
    for text in ("", "widget", "widget -secret", '"secret widget"', "nightingale", "secret-widget", "999999999999"):
        for switches in ({}, {"include_deprecated": True}, {"include_gone": True}):
            for sort in Sort:
                asked = request(text, sort=sort, limit=1, **switches)
                seen = pages(index, asked)
                assert {document.key for document in seen} <= {public.key, open_to_all.key}
                result = index.search(asked)
                assert result.total == len(seen)
                assert "999999999999" not in dict(result.facets[Facet.OWNER])
                assert sum(count for _, count in result.facets[Facet.TRUST]) == len(seen)
    assert index.search(request(filters={Facet.OWNER: ["999999999999"]})).total == 0
    assert set(names(index, audience=Audience.OPERATOR)) == {"shared-widget", "secret-widget", "open-widget"}
    assert names(index, "nightingale", audience=Audience.OPERATOR) == ["shared-widget"]


def test_deprecated_and_gone_releases_show_only_when_asked_for(index):
    second = timedelta(seconds=1)
    write(
        index,
        made(1, name="live", deprecated_at=NOW + second),
        made(2, name="deprecated", deprecated_at=NOW),
        made(3, name="gone", gone_at=NOW - second),
        made(4, name="both", deprecated_at=NOW - second, gone_at=NOW),
    )
    assert names(index) == ["live"]
    assert set(names(index, include_deprecated=True)) == {"live", "deprecated"}
    assert set(names(index, include_gone=True)) == {"live", "gone"}
    everything = index.search(request(include_deprecated=True, include_gone=True))
    assert everything.hits[0].document.name == "live"
    assert everything.facets[Facet.DEPRECATED] == (("false", 2), ("true", 2))
    assert everything.facets[Facet.GONE] == (("false", 2), ("true", 2))


def test_filters_take_any_of_their_values_and_all_of_the_filters(index):
    arm, intel = made(1, name="arm", architectures=("arm64",)), made(2, name="intel", architectures=("x86_64",))
    write(index, arm, intel, made(3, name="both", architectures=("arm64", "x86_64"), trust="malicious"))
    either = {Facet.ARCHITECTURE: ["arm64", "x86_64"]}
    assert set(names(index, filters=either)) == {"arm", "intel", "both"}
    assert set(names(index, filters={Facet.ARCHITECTURE: ["arm64"]})) == {"arm", "both"}
    assert names(index, filters={**either, Facet.TRUST: {"malicious"}}) == ["both"]
    assert names(index, filters={Facet.ARCHITECTURE: ["riscv"]}) == []
    assert len(names(index, filters={Facet.ARCHITECTURE: []})) == 3
    counted = index.search(request(filters={Facet.ARCHITECTURE: ["arm64"]})).facets[Facet.ARCHITECTURE]
    assert counted == (("arm64", 2), ("x86_64", 1))


def test_released_after_counts_from_the_beginning_of_the_day_in_utc(index):
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    write(
        index,
        made(1, name="on it", created_at=midnight),
        made(2, name="before", created_at=midnight - timedelta(seconds=1)),
        made(3, name="unknown", created_at=None),
    )
    assert names(index, released_after=date(2026, 3, 5)) == ["on it"]


def test_what_is_named_exactly_stands_first_then_names_then_the_rest(index):
    new, old = NOW - timedelta(days=1), NOW - timedelta(days=300)
    write(
        index,
        made(1, name="web server", created_at=old),
        made(2, name="web server plus", created_at=old),
        made(3, name="web servers", created_at=old),
        made(4, name="image", description="a web server", created_at=new),
        made(5, name="server-for-web", created_at=new),
        made(6, name="web server", created_at=new, deprecated_at=NOW),
    )
    result = index.search(request("Web Server", include_deprecated=True))
    assert [(hit.document.name, hit.score) for hit in result.hits] == [
        ("web server", 4),
        ("web server", 4),
        ("server-for-web", 3),
        ("web server plus", 3),
        ("web servers", 2),
        ("image", 1),
    ]
    assert [hit.document.deprecated_at for hit in result.hits[:2]] == [None, NOW]


def test_an_id_finds_its_release_before_those_that_mention_it(index):
    image = TEMPLATE.images[0]
    mentions = made(2, name="copy", description=f"[Copied {image.image_id} from us-east-1]", images=())
    other = image._replace(image_id="ami-00000000000000001")
    write(index, made(1, name="original"), replace(mentions, images=(other,), created_at=NOW))
    assert names(index, image.image_id) == ["original", "copy"]
    assert names(index, image.image_id.upper()) == ["original", "copy"]
    assert names(index, f"-{image.image_id}") == []
    assert names(index, image.image_id[:14]) == names(index, image.image_id[:8]) == ["original"]
    assert names(index, image.image_id[:7]) == []
    assert set(names(index, TEMPLATE.owner_ids[0])) == {"original", "copy"}
    assert names(index, "ami") == []


def test_newest_and_name_order(index):
    write(
        index,
        made(1, name="b", created_at=NOW),
        made(2, name="A", created_at=NOW - timedelta(days=2)),
        made(3, name="a 2", created_at=None),
        made(4, name="(c)", created_at=NOW - timedelta(days=1)),
    )
    assert names(index, sort=Sort.NEWEST) == ["b", "(c)", "A", "a 2"]
    assert names(index, sort=Sort.NAME) == ["A", "a 2", "b", "(c)"]


@pytest.mark.parametrize("sort", Sort)
def test_paging_visits_every_hit_exactly_once_also_where_all_else_is_equal(index, sort):
    write(index, *(made(number, name="same", created_at=NOW) for number in range(57)))
    found = pages(index, request("same", sort=sort, limit=5))
    assert len(found) == len({document.key for document in found}) == 57
    assert found == pages(index, request("same", sort=sort, limit=100))


@pytest.mark.parametrize("sort", Sort)
def test_paging_through_a_changing_index_visits_what_stays_exactly_once(index, sort):
    stays = [made(number, name=f"stays {number:02}", created_at=NOW - timedelta(days=number)) for number in range(20)]
    write(index, *stays)
    asked = request(sort=sort, limit=7)
    first = index.search(asked)
    write(index, made(90, name="a newcomer", created_at=NOW), made(91, name="z", created_at=NOW - timedelta(days=99)))
    with index.writer() as writer:
        writer.replace(first.hits[-1].document.release_id, [])
    rest = pages(index, replace(asked, cursor=first.next_cursor))
    seen = [hit.document for hit in first.hits] + [document for document in rest if document.name.startswith("stays")]
    assert len(seen) == len(set(seen)) == 20


def test_a_list_does_not_shift_when_time_passes_between_its_pages(index):
    documents = [made(n, deprecated_at=NOW + timedelta(minutes=n), created_at=NOW - timedelta(n)) for n in range(1, 7)]
    write(index, *documents)
    first = index.search(request(limit=2))
    later = SearchRequest(now=NOW + timedelta(hours=1), limit=10, cursor=first.next_cursor)
    assert [hit.document for hit in index.search(later).hits] == documents[2:]


def test_a_cursor_of_another_search_or_none_at_all_is_refused(index):
    write(index, *(made(number) for number in range(5)))
    cursor = index.search(request("plain", limit=2)).next_cursor
    assert len(index.search(request("plain", limit=4, cursor=cursor)).hits) == 3
    for other in (
        request("image", cursor=cursor),
        request("plain", cursor=cursor, sort=Sort.NAME),
        request("plain", cursor=cursor, audience=Audience.OPERATOR),
        request("plain", cursor=cursor, filters={Facet.REGION: ["eu-west-1"]}),
        request("plain", cursor=cursor, include_gone=True),
        *(request("plain", cursor=text) for text in ("", "x", "é", cursor[:-4], "W10", "!" * 9, "eyJhIjoxfQ")),
    ):
        with pytest.raises(BadCursorError, match="first page"):
            index.search(other)


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"limit": 0}, "1 to 100"),
        ({"limit": 101}, "1 to 100"),
        ({"filters": {Facet.GONE: ["true"]}}, "filters are region"),
        ({"filters": {Facet.REGION: "eu-west-1"}}, "list of strings"),
        ({"now": NOW.replace(tzinfo=None)}, "in UTC"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_the_right_form(changes, advice):
    with pytest.raises(BadRequestError, match=advice):
        replace(request(), **changes)


def test_a_word_that_finds_nothing_is_corrected_to_the_nearest_that_who_asks_may_see(index):
    private = made(2, name="secret-nightingale", audiences=(Audience.OPERATOR,))
    write(index, made(1, name="ubuntu-jammy"), private, made(3, name="windows-web"))
    found = index.search(request("ubunut jammy "))
    assert [hit.document.name for hit in found.hits] == ["ubuntu-jammy"]
    assert found.corrected == {"ubunut": "ubuntu"}
    assert index.search(request("windosw")).corrected == {"windosw": "windows"}
    assert index.search(request("ubuntu ")).corrected == {}
    assert index.search(request("ubuntu windows ")).corrected == {}
    for text in ("nightingole ", "zzzzz", "22.05", '"ubunut"', "webb1"):
        assert (index.search(request(text)).total, index.search(request(text)).corrected) == (0, {})
    assert index.search(request("nightingole ", audience=Audience.OPERATOR)).total == 1


def test_a_rare_word_that_is_near_a_well_known_one_is_taken_for_it_or_offered_with_it(index):
    known = [made(number, name=f"debian-13-{number}") for number in range(20)]
    write(index, *known, made(90, name="debain-12"), made(91, name="nightingole-1", description="a word of its own"))
    private = [made(100 + number, name=f"nightingale-{number}", audiences=(Audience.OPERATOR,)) for number in range(20)]
    write(index, *private)
    instead = index.search(request("debain 13 "))
    assert (instead.total, instead.corrected, instead.also) == (20, {"debain": "debian"}, {})
    also = index.search(request("debain"))
    assert ([hit.document.name for hit in also.hits], also.corrected) == (["debain-12"], {})
    assert also.also == {"debain": "debian"}
    # Who may not see the better known word is not told of it.
    assert index.search(request("nightingole")).also == {}
    assert index.search(request("nightingole", audience=Audience.OPERATOR)).also == {"nightingole": "nightingale"}
    for text in ("debian", "debian 13-4 ", "debia", '"debain"', "-debain 13-4", "debian OR debian"):
        assert index.search(request(text)).also == {}, text


def test_what_the_words_name_as_a_system_stands_before_what_only_has_the_same_numbers(index):
    windows = made(1, name="Windows_Server-2019-Base", operating_system="windows-server-2019", created_at=NOW)
    dated = replace(windows, release_id=made(2).release_id, name="Windows_Server-2019-Base-2025.01.13")
    meant = made(3, name="Windows_Server-2025-Base", operating_system="windows-server-2025", created_at=None)
    write(index, windows, dated, meant)
    for text in ("windows server 2025", "windows 2025", "Windows 2025 ", "win2025", "latest windows server 2025 ami"):
        assert names(index, text) == [meant.name, dated.name], text
    assert set(names(index, "windows ")) == {windows.name, dated.name, meant.name}


def test_words_that_say_nothing_are_looked_for_when_there_are_no_others(index):
    write(index, made(1, name="my latest ami"), made(2, name="ubuntu"))
    assert names(index, "latest ami ") == ["my latest ami"]
    assert names(index, "ubuntu latest ami") == ["ubuntu"]
    assert names(index, 'ubuntu "latest"') == []
    assert names(index, "ubuntu -latest") == ["ubuntu"]
    assert names(index, "latest arch:x86_64 ") == ["my latest ami"]


def test_suggestions_are_one_a_family_of_what_who_asks_may_see(index):
    families = [f"fam-{number:020d}" for number in range(3)]
    write(
        index,
        *(made(number, name=f"ubuntu {number:03}", family_id=families[number % 3]) for number in range(1, 150)),
        made(200, name="ubuntu nightingale", audiences=(Audience.OPERATOR,), family_id="fam-secret", created_at=NOW),
    )
    asked = request("ubu", limit=5)
    assert {document.family_id for document in index.suggest(asked)} == set(families)
    operators = index.suggest(replace(asked, audience=Audience.OPERATOR))
    assert {document.family_id for document in operators} == {*families, "fam-secret"}
    assert len(index.suggest(request("ubu", limit=2))) == 2
    assert index.suggest(request("nightingale")) == index.suggest(request("zzzzz")) == ()
    assert len(index.suggest(request("ubunut"))) == 3
    with pytest.raises(BadQueryError, match="character 1"):
        index.suggest(request('"open'))


def test_pages_of_a_corrected_search_follow_each_other(index):
    write(index, *(made(number, name=f"ubuntu {number:02}") for number in range(9)))
    assert len({document.key for document in pages(index, request("ubunut ", limit=4))}) == 9


def test_a_broken_query_is_refused(index):
    with pytest.raises(BadQueryError, match="character 1"):
        index.search(request('"open'))
