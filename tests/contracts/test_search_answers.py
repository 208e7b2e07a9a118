"""Every engine gives the same answers to the same requests: hits, order, scores, totals, facets."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.document import Audience, ReleaseDocument
from search.errors import BadQueryError
from search.fields import FILTERS, Facet, facet_values
from search.index import SUGGESTED_FROM_HITS, SearchRequest, Sort
from search.memory_index import MemoryIndex
from tests.contracts.search_engines import ENGINES
from tests.search.documents import NOW, make_releases

RELEASES = list(make_releases(400, seed=3))
DOCUMENTS = [document for documents in RELEASES for document in documents]
VALUES = {
    facet: sorted({value for document in DOCUMENTS for value in facet_values(document)[facet]}) for facet in FILTERS
}
TYPED_WORDS = st.sampled_from(
    [
        *("ubuntu", "jammy", "22.04", "22.0", "win", "windows", "2016", "win2016", "windows2022", "rhel", "rhel9", "9"),
        *(
            "al2023",
            "amazon",
            "linux",
            "2",
            "x86_64",
            "amd64",
            "aarch64",
            "gp3",
            "Server",
            "GP",
            "20",
            "202",
            "kernel-6.1",
        ),
        *(
            "canonical",
            "nightingale",
            "ログ",
            "copied",
            "v3",
            "v3.1.0",
            "my",
            "packer-web",
            "-minimal",
            "-core",
            "&",
            "am",
        ),
        *("ubunut", "windosw", "cannonical", "nightingole", "servre", "kernle", "latest", "ami"),
        *("OR", "(ubuntu OR rhel)", "(windows 2022)", "-(arm64 OR gp3)", "noble", "bookworm", "jam*", "eks", "lts"),
        *("arch:arm64", "os:ubuntu", "os:ubuntu-22*", "os:windows", "-trust:known", "trust:>=known", "owner:amazon"),
        *("publisher:canonical", "region:eu-west-1,us-*", "platform:windows", "root:ebs", "virt:hvm", "imds:v2"),
        *("boot:uefi-preferred", "state:gone", "state:deprecated", "-state:available", "purpose:sql-server"),
        *("created:>2025", "created:2023-01..2024-06-30", "year:2024", "deprecated:<now", "deprecated:false"),
        *("name:*ubuntu*22.04*", "ubuntu/images/*-22.04-*", "name:*-arm64*server-*", "-name:RHEL*", r"name:\\*"),
        *("name:*2?22*", "name:rhel*", "name:*a*n*g*-*-*-*", "ssm:/aws/service/canonical/*", "name:{RHEL,debian}-*"),
        *('"server 2022"', '"windows server"', '-"sql 2019"', '"2022 server"', '"rhel 9.4"', '"x86_64"'),
    ]
)
PASTED = st.sampled_from(DOCUMENTS).flatmap(
    lambda document: st.sampled_from(
        [
            *(f"family:{document.family_id}", f"id:{document.images[0].image_id}", document.snapshot_ids[0]),
            *(f"source:{image_id}" for image_id in document.source_image_ids),
            *(f"product:{code}" for code in document.product_codes),
            f'name:"{document.name}"',
            f'name:"{document.name[:-4]}????"',
            *(document.name, document.image_locations[0], document.images[0].image_id),
            *(document.owner_ids[0], document.description, document.name[:9]),
        ]
    )
)
TEXTS = st.lists(TYPED_WORDS, max_size=3).map(" ".join) | PASTED | st.text(max_size=12)
REQUESTS = st.builds(
    SearchRequest,
    st.builds(str.__add__, TEXTS, st.sampled_from(["", " "])),
    now=st.sampled_from([NOW, NOW - timedelta(days=400), NOW + timedelta(days=400)]),
    audience=st.sampled_from(Audience),
    filters=st.dictionaries(st.sampled_from(FILTERS), st.just(()), max_size=2).flatmap(
        lambda facets: st.fixed_dictionaries(
            {facet: st.lists(st.sampled_from([*VALUES[facet], "nothing"]), max_size=3) for facet in facets}
        )
    ),
    released_after=st.none() | st.dates(date(2022, 1, 1), date(2026, 12, 1)),
    include_deprecated=st.booleans(),
    include_gone=st.booleans(),
    sort=st.sampled_from(Sort),
    limit=st.sampled_from([1, 3, 20, 100]),
)


@pytest.fixture(scope="module", params=[name for name in ENGINES if name != "memory"])
def both(request):
    honest = MemoryIndex()
    with ENGINES[request.param]() as open_index:
        engine = open_index()
        # In several commits, with something replaced: an index in one piece hides what differs between pieces.
        for index in (honest, engine):
            for documents in (RELEASES[:150], RELEASES[100:300], RELEASES[250:]):
                with index.writer() as writer:
                    for release in documents:
                        writer.replace(release[0].release_id, release)
        yield honest, engine


def answer(index, request):
    """The first three pages and what they say; or how the query was refused."""
    found = []
    try:
        for _ in range(3):
            result = index.search(request)
            found += [(hit.score, hit.document) for hit in result.hits]
            if result.next_cursor is None:
                break
            request = replace(request, cursor=result.next_cursor)
    except BadQueryError as refused:
        return str(refused)
    return found, result.total, result.facets, result.corrected, result.also


@example(SearchRequest("漢" * 64, now=NOW))
@example(SearchRequest("\U0001d7d9\U0001d7da ami-0 É" * 4, now=NOW))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REQUESTS)
def test_every_engine_answers_as_the_one_in_memory_does(both, request):
    honest, engine = both
    assert answer(engine, request) == answer(honest, request)


@example(SearchRequest("ubunut", now=NOW, limit=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REQUESTS)
def test_what_is_suggested_is_what_a_search_shows_first_each_family_once(both, request):
    for index in both:
        try:
            hits = index.search(replace(request, limit=SUGGESTED_FROM_HITS)).hits
        except BadQueryError:
            with pytest.raises(BadQueryError):
                index.suggest(request)
            continue
        first: dict[str, ReleaseDocument] = {}
        for hit in hits:
            first.setdefault(hit.document.family_id, hit.document)
        assert index.suggest(request) == tuple(first.values())[: request.limit]


@settings(max_examples=40, deadline=None)
@given(REQUESTS)
def test_facets_and_totals_count_what_paging_shows(both, request):
    for index in both:
        try:
            result = index.search(replace(request, limit=100))
        except BadQueryError:
            continue
        shown = [hit.document for hit in result.hits]
        while result.next_cursor is not None:
            result = index.search(replace(request, limit=100, cursor=result.next_cursor))
            shown += [hit.document for hit in result.hits]
        assert result.total == len(shown) == len({document.key for document in shown})
        for facet in (Facet.REGION, Facet.ARCHITECTURE, Facet.OPERATING_SYSTEM, Facet.OWNER):
            for value, count in result.facets[facet]:
                assert count == sum(value in facet_values(document)[facet] for document in shown)
