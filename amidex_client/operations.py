"""Every operation of the service, blocking and asynchronous. Written by `make docs` from the OpenAPI document."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Literal, cast
from urllib.parse import quote

from amidex_client import models
from amidex_client.exchange import Asked


class Operations(ABC):
    """What there is to ask. Each operation raises AmidexClientError."""

    @abstractmethod
    def _ask(self, asked: Asked) -> Any: ...

    def search(
        self,
        *,
        q: str | None = None,
        region: Sequence[str] | None = None,
        arch: Sequence[str] | None = None,
        platform: Sequence[Literal["linux", "windows"]] | None = None,
        os: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        publisher: Sequence[str] | None = None,
        trust: Sequence[models.TrustLevel] | None = None,
        root_device: Sequence[str] | None = None,
        virtualization: Sequence[str] | None = None,
        boot_mode: Sequence[str] | None = None,
        year: Sequence[str] | None = None,
        released_after: str | None = None,
        include_deprecated: bool | None = None,
        include_gone: bool | None = None,
        sort: models.Sort | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.SearchAnswer:
        """Search releases: GET /v1/search."""
        return cast(
            "models.SearchAnswer",
            self._ask(
                Asked(
                    "GET",
                    "/v1/search",
                    query={
                        "q": q,
                        "region": region,
                        "arch": arch,
                        "platform": platform,
                        "os": os,
                        "owner": owner,
                        "publisher": publisher,
                        "trust": trust,
                        "root_device": root_device,
                        "virtualization": virtualization,
                        "boot_mode": boot_mode,
                        "year": year,
                        "released_after": released_after,
                        "include_deprecated": include_deprecated,
                        "include_gone": include_gone,
                        "sort": sort,
                        "limit": limit,
                        "cursor": cursor,
                    },
                )
            ),
        )

    def search_pages(
        self,
        *,
        q: str | None = None,
        region: Sequence[str] | None = None,
        arch: Sequence[str] | None = None,
        platform: Sequence[Literal["linux", "windows"]] | None = None,
        os: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        publisher: Sequence[str] | None = None,
        trust: Sequence[models.TrustLevel] | None = None,
        root_device: Sequence[str] | None = None,
        virtualization: Sequence[str] | None = None,
        boot_mode: Sequence[str] | None = None,
        year: Sequence[str] | None = None,
        released_after: str | None = None,
        include_deprecated: bool | None = None,
        include_gone: bool | None = None,
        sort: models.Sort | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[models.SearchAnswer]:
        """Every page of `search`, from `cursor` on or from the first."""
        while True:
            page = self.search(
                q=q,
                region=region,
                arch=arch,
                platform=platform,
                os=os,
                owner=owner,
                publisher=publisher,
                trust=trust,
                root_device=root_device,
                virtualization=virtualization,
                boot_mode=boot_mode,
                year=year,
                released_after=released_after,
                include_deprecated=include_deprecated,
                include_gone=include_gone,
                sort=sort,
                limit=limit,
                cursor=cursor,
            )
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def suggest(self, *, q: str, limit: int | None = None) -> models.SuggestAnswer:
        """Suggest while typing: GET /v1/suggest."""
        return cast("models.SuggestAnswer", self._ask(Asked("GET", "/v1/suggest", query={"q": q, "limit": limit})))

    def get_image(self, image_id: str, *, region: str | None = None) -> models.ImageAnswer:
        """Get an image: GET /v1/images/{image_id}."""
        return cast(
            "models.ImageAnswer",
            self._ask(Asked("GET", f"/v1/images/{quote(image_id, safe='')}", query={"region": region})),
        )

    def get_image_history(self, image_id: str, *, region: str | None = None) -> models.HistoryAnswer:
        """Get an image's history: GET /v1/images/{image_id}/history."""
        return cast(
            "models.HistoryAnswer",
            self._ask(Asked("GET", f"/v1/images/{quote(image_id, safe='')}/history", query={"region": region})),
        )

    def get_release(self, release_id: str) -> models.ReleaseAnswer:
        """Get a release: GET /v1/releases/{release_id}."""
        return cast("models.ReleaseAnswer", self._ask(Asked("GET", f"/v1/releases/{quote(release_id, safe='')}")))

    def get_family(self, family_id: str, *, limit: int | None = None, cursor: str | None = None) -> models.FamilyAnswer:
        """Get a family: GET /v1/families/{family_id}."""
        return cast(
            "models.FamilyAnswer",
            self._ask(
                Asked("GET", f"/v1/families/{quote(family_id, safe='')}", query={"limit": limit, "cursor": cursor})
            ),
        )

    def get_family_pages(
        self, family_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.FamilyAnswer]:
        """Every page of `get_family`, from `cursor` on or from the first."""
        while True:
            page = self.get_family(family_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def get_verdicts(self, *, image_ids: Sequence[str]) -> models.VerdictsAnswer:
        """Get the verdicts on many images: POST /v1/verdicts."""
        return cast("models.VerdictsAnswer", self._ask(Asked("POST", "/v1/verdicts", body={"image_ids": image_ids})))

    def get_image_verdict(self, image_id: str, *, region: str | None = None) -> models.ImageVerdictAnswer:
        """Get the verdict on an image: GET /v1/images/{image_id}/verdict."""
        return cast(
            "models.ImageVerdictAnswer",
            self._ask(Asked("GET", f"/v1/images/{quote(image_id, safe='')}/verdict", query={"region": region})),
        )

    def get_release_verdict(self, release_id: str) -> models.ReleaseVerdictAnswer:
        """Get the verdict on a release: GET /v1/releases/{release_id}/verdict."""
        return cast(
            "models.ReleaseVerdictAnswer", self._ask(Asked("GET", f"/v1/releases/{quote(release_id, safe='')}/verdict"))
        )

    def get_release_verdict_history(self, release_id: str) -> models.VerdictHistoryAnswer:
        """Get the history of a verdict: GET /v1/releases/{release_id}/verdict/history."""
        return cast(
            "models.VerdictHistoryAnswer",
            self._ask(Asked("GET", f"/v1/releases/{quote(release_id, safe='')}/verdict/history")),
        )

    def resolve(
        self,
        *,
        region: str,
        family: str | None = None,
        q: str | None = None,
        arch: str | None = None,
        at_least: Literal["verified", "known", "unverified"] | None = None,
    ) -> models.ResolveAnswer:
        """Get the newest image that passes: GET /v1/resolve."""
        return cast(
            "models.ResolveAnswer",
            self._ask(
                Asked(
                    "GET",
                    "/v1/resolve",
                    query={"family": family, "q": q, "region": region, "arch": arch, "at_least": at_least},
                )
            ),
        )

    def get_radar(self, *, region: Sequence[str] | None = None, limit: int | None = None) -> models.RadarAnswer:
        """Get who wins unsafe look-ups: GET /v1/radar."""
        return cast(
            "models.RadarAnswer", self._ask(Asked("GET", "/v1/radar", query={"region": region, "limit": limit}))
        )

    def get_radar_feed(self, *, region: Sequence[str] | None = None, limit: int | None = None) -> str:
        """Get the radar as a feed: GET /v1/feeds/radar.atom."""
        return cast("str", self._ask(Asked("GET", "/v1/feeds/radar.atom", query={"region": region, "limit": limit})))

    def get_release_feed(self, release_id: str) -> str:
        """Follow a release: GET /v1/feeds/releases/{release_id}.atom."""
        return cast("str", self._ask(Asked("GET", f"/v1/feeds/releases/{quote(release_id, safe='')}.atom")))

    def get_family_feed(self, family_id: str) -> str:
        """Follow a family: GET /v1/feeds/families/{family_id}.atom."""
        return cast("str", self._ask(Asked("GET", f"/v1/feeds/families/{quote(family_id, safe='')}.atom")))

    def get_owner_feed(self, account_id: str) -> str:
        """Follow an owner: GET /v1/feeds/owners/{account_id}.atom."""
        return cast("str", self._ask(Asked("GET", f"/v1/feeds/owners/{quote(account_id, safe='')}.atom")))

    def get_publisher_feed(self, slug: str) -> str:
        """Follow a publisher: GET /v1/feeds/publishers/{slug}.atom."""
        return cast("str", self._ask(Asked("GET", f"/v1/feeds/publishers/{quote(slug, safe='')}.atom")))

    def get_search_feed(
        self,
        *,
        q: str | None = None,
        region: Sequence[str] | None = None,
        arch: Sequence[str] | None = None,
        platform: Sequence[Literal["linux", "windows"]] | None = None,
        os: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        publisher: Sequence[str] | None = None,
        trust: Sequence[models.TrustLevel] | None = None,
        root_device: Sequence[str] | None = None,
        virtualization: Sequence[str] | None = None,
        boot_mode: Sequence[str] | None = None,
        year: Sequence[str] | None = None,
        released_after: str | None = None,
        include_deprecated: bool | None = None,
        include_gone: bool | None = None,
    ) -> str:
        """Follow a search: GET /v1/feeds/search.atom."""
        return cast(
            "str",
            self._ask(
                Asked(
                    "GET",
                    "/v1/feeds/search.atom",
                    query={
                        "q": q,
                        "region": region,
                        "arch": arch,
                        "platform": platform,
                        "os": os,
                        "owner": owner,
                        "publisher": publisher,
                        "trust": trust,
                        "root_device": root_device,
                        "virtualization": virtualization,
                        "boot_mode": boot_mode,
                        "year": year,
                        "released_after": released_after,
                        "include_deprecated": include_deprecated,
                        "include_gone": include_gone,
                    },
                )
            ),
        )

    def list_owners(
        self, *, q: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> models.OwnersAnswer:
        """Find owners: GET /v1/owners."""
        return cast(
            "models.OwnersAnswer",
            self._ask(Asked("GET", "/v1/owners", query={"q": q, "limit": limit, "cursor": cursor})),
        )

    def list_owners_pages(
        self, *, q: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.OwnersAnswer]:
        """Every page of `list_owners`, from `cursor` on or from the first."""
        while True:
            page = self.list_owners(q=q, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def get_owner(self, account_id: str) -> models.OwnerAnswer:
        """Get an owner: GET /v1/owners/{account_id}."""
        return cast("models.OwnerAnswer", self._ask(Asked("GET", f"/v1/owners/{quote(account_id, safe='')}")))

    def list_publishers(
        self,
        *,
        q: str | None = None,
        origin: models.Origin | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.PublishersAnswer:
        """Find publishers: GET /v1/publishers."""
        return cast(
            "models.PublishersAnswer",
            self._ask(
                Asked("GET", "/v1/publishers", query={"q": q, "origin": origin, "limit": limit, "cursor": cursor})
            ),
        )

    def list_publishers_pages(
        self,
        *,
        q: str | None = None,
        origin: models.Origin | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[models.PublishersAnswer]:
        """Every page of `list_publishers`, from `cursor` on or from the first."""
        while True:
            page = self.list_publishers(q=q, origin=origin, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def export_publishers_as_json(self) -> Any:
        """Get all publishers as JSON: GET /v1/publishers.json."""
        return cast("Any", self._ask(Asked("GET", "/v1/publishers.json")))

    def export_publishers_as_yaml(self) -> str:
        """Get all publishers as YAML: GET /v1/publishers.yaml."""
        return cast("str", self._ask(Asked("GET", "/v1/publishers.yaml")))

    def get_publisher(self, slug: str) -> models.PublisherAnswer:
        """Get a publisher: GET /v1/publishers/{slug}."""
        return cast("models.PublisherAnswer", self._ask(Asked("GET", f"/v1/publishers/{quote(slug, safe='')}")))

    def bring_publisher(
        self, slug: str, *, account_id: str, name: str, url: str, partition: str | None = None
    ) -> models.ClaimAnswer:
        """List myself as a publisher: PUT /v1/publishers/{slug}."""
        return cast(
            "models.ClaimAnswer",
            self._ask(
                Asked(
                    "PUT",
                    f"/v1/publishers/{quote(slug, safe='')}",
                    body={"account_id": account_id, "partition": partition, "name": name, "url": url},
                )
            ),
        )

    def get_allowed_amis(
        self,
        *,
        region: str,
        at_least: Literal["verified", "known"] | None = None,
        max_age_days: int | None = None,
        include_deprecated: bool | None = None,
        allow: Sequence[str] | None = None,
        deny: Sequence[str] | None = None,
        product_code: Sequence[str] | None = None,
        image_name: Sequence[str] | None = None,
        watermark: Sequence[str] | None = None,
        max_severity: Literal["informational", "low", "medium", "high", "critical"] | None = None,
        max_scan_age_days: int | None = None,
        max_fix_age_days: int | None = None,
    ) -> models.AllowedAmisAnswer:
        """Get the criteria for EC2's Allowed AMIs: GET /v1/policies/allowed-amis."""
        return cast(
            "models.AllowedAmisAnswer",
            self._ask(
                Asked(
                    "GET",
                    "/v1/policies/allowed-amis",
                    query={
                        "region": region,
                        "at_least": at_least,
                        "max_age_days": max_age_days,
                        "include_deprecated": include_deprecated,
                        "allow": allow,
                        "deny": deny,
                        "product_code": product_code,
                        "image_name": image_name,
                        "watermark": watermark,
                        "max_severity": max_severity,
                        "max_scan_age_days": max_scan_age_days,
                        "max_fix_age_days": max_fix_age_days,
                    },
                )
            ),
        )

    def lint(
        self,
        *,
        files: Sequence[models.FileToLint] | None = None,
        look_ups: Sequence[models.LookUp] | None = None,
        images: Sequence[models.ImageUse] | None = None,
        region: str | None = None,
    ) -> models.LintAnswer:
        """Lint look-ups of images: POST /v1/lint."""
        return cast(
            "models.LintAnswer",
            self._ask(
                Asked(
                    "POST", "/v1/lint", body={"files": files, "look_ups": look_ups, "images": images, "region": region}
                )
            ),
        )

    def list_crawls(
        self,
        *,
        region: str | None = None,
        scope: Literal["all", "self", "amazon"] | None = None,
        status: models.CrawlStatus | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.CrawlsAnswer:
        """List crawls: GET /v1/crawls."""
        return cast(
            "models.CrawlsAnswer",
            self._ask(
                Asked(
                    "GET",
                    "/v1/crawls",
                    query={"region": region, "scope": scope, "status": status, "limit": limit, "cursor": cursor},
                )
            ),
        )

    def list_crawls_pages(
        self,
        *,
        region: str | None = None,
        scope: Literal["all", "self", "amazon"] | None = None,
        status: models.CrawlStatus | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[models.CrawlsAnswer]:
        """Every page of `list_crawls`, from `cursor` on or from the first."""
        while True:
            page = self.list_crawls(region=region, scope=scope, status=status, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def request_crawl(
        self, *, regions: Sequence[str] | None = None, scopes: Sequence[Literal["all", "self", "amazon"]] | None = None
    ) -> models.CrawlRequestAnswer:
        """Ask for a crawl: POST /v1/crawls."""
        return cast(
            "models.CrawlRequestAnswer",
            self._ask(Asked("POST", "/v1/crawls", body={"regions": regions, "scopes": scopes})),
        )

    def get_crawl_request(self, request_id: str) -> models.CrawlRequestAnswer:
        """See how a requested crawl goes: GET /v1/crawls/requests/{request_id}."""
        return cast(
            "models.CrawlRequestAnswer", self._ask(Asked("GET", f"/v1/crawls/requests/{quote(request_id, safe='')}"))
        )

    def list_annotations(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.AnnotationsAnswer:
        """List what members state of a release: GET /v1/releases/{release_id}/annotations."""
        return cast(
            "models.AnnotationsAnswer",
            self._ask(
                Asked(
                    "GET",
                    f"/v1/releases/{quote(release_id, safe='')}/annotations",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def list_annotations_pages(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.AnnotationsAnswer]:
        """Every page of `list_annotations`, from `cursor` on or from the first."""
        while True:
            page = self.list_annotations(release_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def annotate(
        self,
        release_id: str,
        *,
        kind: models.AnnotationKind,
        text: str,
        url: str | None = None,
        report: dict[str, Any] | None = None,
        days: int | None = None,
    ) -> models.OneAnnotationAnswer:
        """State something of a release: POST /v1/releases/{release_id}/annotations."""
        return cast(
            "models.OneAnnotationAnswer",
            self._ask(
                Asked(
                    "POST",
                    f"/v1/releases/{quote(release_id, safe='')}/annotations",
                    body={"kind": kind, "text": text, "url": url, "report": report, "days": days},
                )
            ),
        )

    def list_owner_annotations(
        self, account_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.AnnotationsAnswer:
        """List what members state of an owner: GET /v1/owners/{account_id}/annotations."""
        return cast(
            "models.AnnotationsAnswer",
            self._ask(
                Asked(
                    "GET",
                    f"/v1/owners/{quote(account_id, safe='')}/annotations",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def list_owner_annotations_pages(
        self, account_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.AnnotationsAnswer]:
        """Every page of `list_owner_annotations`, from `cursor` on or from the first."""
        while True:
            page = self.list_owner_annotations(account_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def annotate_owner(
        self,
        account_id: str,
        *,
        kind: models.AnnotationKind,
        text: str,
        url: str | None = None,
        report: dict[str, Any] | None = None,
        days: int | None = None,
    ) -> models.OneAnnotationAnswer:
        """State something of an owner: POST /v1/owners/{account_id}/annotations."""
        return cast(
            "models.OneAnnotationAnswer",
            self._ask(
                Asked(
                    "POST",
                    f"/v1/owners/{quote(account_id, safe='')}/annotations",
                    body={"kind": kind, "text": text, "url": url, "report": report, "days": days},
                )
            ),
        )

    def get_annotation(self, annotation_id: str) -> models.OneAnnotationAnswer:
        """Get an annotation: GET /v1/annotations/{annotation_id}."""
        return cast(
            "models.OneAnnotationAnswer", self._ask(Asked("GET", f"/v1/annotations/{quote(annotation_id, safe='')}"))
        )

    def decide_annotation(
        self, annotation_id: str, *, kind: models.Decision, reason: str
    ) -> models.OneAnnotationAnswer:
        """Withdraw, dispute, confirm or dismiss an annotation: POST /v1/annotations/{annotation_id}/events."""
        return cast(
            "models.OneAnnotationAnswer",
            self._ask(
                Asked(
                    "POST",
                    f"/v1/annotations/{quote(annotation_id, safe='')}/events",
                    body={"kind": kind, "reason": reason},
                )
            ),
        )

    def list_comments(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ThreadsAnswer:
        """List what was said of a release: GET /v1/releases/{release_id}/comments."""
        return cast(
            "models.ThreadsAnswer",
            self._ask(
                Asked(
                    "GET",
                    f"/v1/releases/{quote(release_id, safe='')}/comments",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def list_comments_pages(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.ThreadsAnswer]:
        """Every page of `list_comments`, from `cursor` on or from the first."""
        while True:
            page = self.list_comments(release_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def add_comment(
        self,
        release_id: str,
        *,
        text: str,
        idempotency_key: str | None = None,
        kind: models.Kind | None = None,
        reply_to: int | None = None,
    ) -> models.OneCommentAnswer:
        """Say something of a release: POST /v1/releases/{release_id}/comments."""
        return cast(
            "models.OneCommentAnswer",
            self._ask(
                Asked(
                    "POST",
                    f"/v1/releases/{quote(release_id, safe='')}/comments",
                    body={"text": text, "kind": kind, "reply_to": reply_to},
                    headers={"idempotency-key": idempotency_key},
                )
            ),
        )

    def find_comments(self, *, q: str, limit: int | None = None, cursor: str | None = None) -> models.CommentsAnswer:
        """Search comments: GET /v1/comments."""
        return cast(
            "models.CommentsAnswer",
            self._ask(Asked("GET", "/v1/comments", query={"limit": limit, "cursor": cursor, "q": q})),
        )

    def find_comments_pages(
        self, *, q: str, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.CommentsAnswer]:
        """Every page of `find_comments`, from `cursor` on or from the first."""
        while True:
            page = self.find_comments(limit=limit, cursor=cursor, q=q)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def get_comment(self, comment_id: str) -> models.OneCommentAnswer:
        """Get a comment: GET /v1/comments/{comment_id}."""
        return cast("models.OneCommentAnswer", self._ask(Asked("GET", f"/v1/comments/{quote(comment_id, safe='')}")))

    def edit_comment(self, comment_id: str, *, text: str, if_match: str | None = None) -> models.OneCommentAnswer:
        """Edit a comment of mine: PATCH /v1/comments/{comment_id}."""
        return cast(
            "models.OneCommentAnswer",
            self._ask(
                Asked(
                    "PATCH",
                    f"/v1/comments/{quote(comment_id, safe='')}",
                    body={"text": text},
                    headers={"if-match": if_match},
                )
            ),
        )

    def delete_comment(self, comment_id: str) -> None:
        """Delete a comment of mine: DELETE /v1/comments/{comment_id}."""
        self._ask(Asked("DELETE", f"/v1/comments/{quote(comment_id, safe='')}"))

    def list_comment_versions(self, comment_id: str) -> models.VersionsAnswer:
        """List what a comment said before: GET /v1/comments/{comment_id}/versions."""
        return cast(
            "models.VersionsAnswer", self._ask(Asked("GET", f"/v1/comments/{quote(comment_id, safe='')}/versions"))
        )

    def pin_comment(self, comment_id: str) -> models.OneCommentAnswer:
        """Pin a comment: PUT /v1/comments/{comment_id}/pin."""
        return cast(
            "models.OneCommentAnswer", self._ask(Asked("PUT", f"/v1/comments/{quote(comment_id, safe='')}/pin"))
        )

    def unpin_comment(self, comment_id: str) -> models.OneCommentAnswer:
        """Unpin a comment: DELETE /v1/comments/{comment_id}/pin."""
        return cast(
            "models.OneCommentAnswer", self._ask(Asked("DELETE", f"/v1/comments/{quote(comment_id, safe='')}/pin"))
        )

    def get_safe_sharing(self) -> models.ChecklistsAnswer:
        """Get the safe-sharing checklist: GET /v1/safe-sharing."""
        return cast("models.ChecklistsAnswer", self._ask(Asked("GET", "/v1/safe-sharing")))

    def get_listing(self, about: str) -> models.OneListingAnswer:
        """Get a listing: GET /v1/listings/{about}."""
        return cast("models.OneListingAnswer", self._ask(Asked("GET", f"/v1/listings/{quote(about, safe='')}")))

    def publish_listing(
        self,
        about: str,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
        publisher: str | None = None,
        publisher_url: str | None = None,
        os: str | None = None,
        features: Sequence[str] | None = None,
        description: str | None = None,
        services: Sequence[str] | None = None,
        release_notes: Sequence[models.ReleaseNote] | None = None,
        support: str | None = None,
        source_url: str | None = None,
        checklist: dict[str, models.CheckAnswer] | None = None,
    ) -> models.OneListingAnswer:
        """Publish or change a listing: PUT /v1/listings/{about}."""
        return cast(
            "models.OneListingAnswer",
            self._ask(
                Asked(
                    "PUT",
                    f"/v1/listings/{quote(about, safe='')}",
                    body={
                        "publisher": publisher,
                        "publisher_url": publisher_url,
                        "os": os,
                        "features": features,
                        "description": description,
                        "services": services,
                        "release_notes": release_notes,
                        "support": support,
                        "source_url": source_url,
                        "checklist": checklist,
                    },
                    headers={"if-match": if_match, "idempotency-key": idempotency_key},
                )
            ),
        )

    def withdraw_listing(self, about: str) -> None:
        """Withdraw a listing: DELETE /v1/listings/{about}."""
        self._ask(Asked("DELETE", f"/v1/listings/{quote(about, safe='')}"))

    def get_listing_snippet(self, about: str, *, form: models.SnippetFormat | None = None) -> str:
        """Get a listing to paste elsewhere: GET /v1/listings/{about}/snippet."""
        return cast(
            "str", self._ask(Asked("GET", f"/v1/listings/{quote(about, safe='')}/snippet", query={"form": form}))
        )

    def get_badge(self, about: str) -> str:
        """Get a badge with the verdict: GET /v1/badges/{about}.svg."""
        return cast("str", self._ask(Asked("GET", f"/v1/badges/{quote(about, safe='')}.svg")))

    def list_listing_versions(
        self, about: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ListingVersionsAnswer:
        """List what a listing said before: GET /v1/listings/{about}/versions."""
        return cast(
            "models.ListingVersionsAnswer",
            self._ask(
                Asked("GET", f"/v1/listings/{quote(about, safe='')}/versions", query={"limit": limit, "cursor": cursor})
            ),
        )

    def list_listing_versions_pages(
        self, about: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.ListingVersionsAnswer]:
        """Every page of `list_listing_versions`, from `cursor` on or from the first."""
        while True:
            page = self.list_listing_versions(about, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def flag_listing(self, about: str, *, reason: models.FlagReason, note: str | None = None) -> None:
        """Have moderators look at a listing: POST /v1/listings/{about}/flags."""
        self._ask(Asked("POST", f"/v1/listings/{quote(about, safe='')}/flags", body={"reason": reason, "note": note}))

    def moderate_listing(self, about: str, *, action: models.ModerationAction, reason: str) -> models.OneListingAnswer:
        """Hide or restore a listing, or dismiss its flags: POST /v1/listings/{about}/acts."""
        return cast(
            "models.OneListingAnswer",
            self._ask(
                Asked("POST", f"/v1/listings/{quote(about, safe='')}/acts", body={"action": action, "reason": reason})
            ),
        )

    def flag_comment(self, comment_id: str, *, reason: models.FlagReason, note: str | None = None) -> None:
        """Have moderators look at a comment: POST /v1/comments/{comment_id}/flags."""
        self._ask(
            Asked("POST", f"/v1/comments/{quote(comment_id, safe='')}/flags", body={"reason": reason, "note": note})
        )

    def get_moderation_queue(self) -> models.QueueAnswer:
        """List what waits for moderators: GET /v1/moderation/queue."""
        return cast("models.QueueAnswer", self._ask(Asked("GET", "/v1/moderation/queue")))

    def moderate_comment(
        self, comment_id: str, *, action: models.ModerationAction, reason: str
    ) -> models.OneCommentAnswer:
        """Hide or restore a comment, or dismiss its flags: POST /v1/comments/{comment_id}/acts."""
        return cast(
            "models.OneCommentAnswer",
            self._ask(
                Asked(
                    "POST", f"/v1/comments/{quote(comment_id, safe='')}/acts", body={"action": action, "reason": reason}
                )
            ),
        )

    def suspend_member(self, member_id: str, *, suspended: bool, reason: str) -> models.ModeratedMemberAnswer:
        """Suspend a member, or let him again: PUT /v1/members/{member_id}/suspension."""
        return cast(
            "models.ModeratedMemberAnswer",
            self._ask(
                Asked(
                    "PUT",
                    f"/v1/members/{quote(member_id, safe='')}/suspension",
                    body={"suspended": suspended, "reason": reason},
                )
            ),
        )

    def get_moderation_log(self, *, limit: int | None = None, cursor: str | None = None) -> models.ActsAnswer:
        """List what moderators did: GET /v1/moderation/log."""
        return cast(
            "models.ActsAnswer", self._ask(Asked("GET", "/v1/moderation/log", query={"limit": limit, "cursor": cursor}))
        )

    def get_moderation_log_pages(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[models.ActsAnswer]:
        """Every page of `get_moderation_log`, from `cursor` on or from the first."""
        while True:
            page = self.get_moderation_log(limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def list_notices(self, *, limit: int | None = None, cursor: str | None = None) -> models.ActsAnswer:
        """List what moderators did about me: GET /v1/me/notices."""
        return cast(
            "models.ActsAnswer", self._ask(Asked("GET", "/v1/me/notices", query={"limit": limit, "cursor": cursor}))
        )

    def list_notices_pages(self, *, limit: int | None = None, cursor: str | None = None) -> Iterator[models.ActsAnswer]:
        """Every page of `list_notices`, from `cursor` on or from the first."""
        while True:
            page = self.list_notices(limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def rule_on_release(self, release_id: str, *, malicious: bool, reason: str) -> models.RulingsAnswer:
        """Confirm that a release is malicious, or clear it: POST /v1/releases/{release_id}/rulings."""
        return cast(
            "models.RulingsAnswer",
            self._ask(
                Asked(
                    "POST",
                    f"/v1/releases/{quote(release_id, safe='')}/rulings",
                    body={"malicious": malicious, "reason": reason},
                )
            ),
        )

    def get_me(self) -> models.MeAnswer:
        """Who am I?: GET /v1/me."""
        return cast("models.MeAnswer", self._ask(Asked("GET", "/v1/me")))

    def change_me(self, *, name: str) -> models.MeAnswer:
        """Change what I am called: PATCH /v1/me."""
        return cast("models.MeAnswer", self._ask(Asked("PATCH", "/v1/me", body={"name": name})))

    def list_tokens(self) -> models.TokensAnswer:
        """List my access tokens: GET /v1/me/tokens."""
        return cast("models.TokensAnswer", self._ask(Asked("GET", "/v1/me/tokens")))

    def make_token(
        self, *, name: str, scopes: Sequence[models.TokenScope] | None = None, expires_in_days: int | None = None
    ) -> models.TokenMadeAnswer:
        """Make an access token: POST /v1/me/tokens."""
        return cast(
            "models.TokenMadeAnswer",
            self._ask(
                Asked(
                    "POST", "/v1/me/tokens", body={"name": name, "scopes": scopes, "expires_in_days": expires_in_days}
                )
            ),
        )

    def revoke_token(self, token_id: str) -> None:
        """Revoke an access token: DELETE /v1/me/tokens/{token_id}."""
        self._ask(Asked("DELETE", f"/v1/me/tokens/{quote(token_id, safe='')}"))

    def end_session(self) -> None:
        """Sign out: DELETE /v1/sessions/current."""
        self._ask(Asked("DELETE", "/v1/sessions/current"))

    def list_webhooks(self) -> models.WebhooksAnswer:
        """List my webhooks: GET /v1/me/webhooks."""
        return cast("models.WebhooksAnswer", self._ask(Asked("GET", "/v1/me/webhooks")))

    def add_webhook(self, *, url: str, watches: Sequence[models.WatchWanted]) -> models.WebhookMadeAnswer:
        """Watch, and be told by a webhook: POST /v1/me/webhooks."""
        return cast(
            "models.WebhookMadeAnswer",
            self._ask(Asked("POST", "/v1/me/webhooks", body={"url": url, "watches": watches})),
        )

    def remove_webhook(self, webhook_id: str) -> None:
        """Remove a webhook: DELETE /v1/me/webhooks/{webhook_id}."""
        self._ask(Asked("DELETE", f"/v1/me/webhooks/{quote(webhook_id, safe='')}"))

    def test_webhook(self, webhook_id: str) -> models.DeliveriesAnswer:
        """Test a webhook: POST /v1/me/webhooks/{webhook_id}/test."""
        return cast(
            "models.DeliveriesAnswer", self._ask(Asked("POST", f"/v1/me/webhooks/{quote(webhook_id, safe='')}/test"))
        )

    def list_deliveries(self, webhook_id: str) -> models.DeliveriesAnswer:
        """List what a webhook was told: GET /v1/me/webhooks/{webhook_id}/deliveries."""
        return cast(
            "models.DeliveriesAnswer",
            self._ask(Asked("GET", f"/v1/me/webhooks/{quote(webhook_id, safe='')}/deliveries")),
        )

    def get_digest(self) -> models.DigestAnswer:
        """Get my digest: GET /v1/me/digest."""
        return cast("models.DigestAnswer", self._ask(Asked("GET", "/v1/me/digest")))

    def set_digest(
        self, *, address: str, watches: Sequence[models.WatchWanted], every: models.Every | None = None
    ) -> models.DigestAnswer:
        """Watch, and be told by e-mail: PUT /v1/me/digest."""
        return cast(
            "models.DigestAnswer",
            self._ask(Asked("PUT", "/v1/me/digest", body={"address": address, "every": every, "watches": watches})),
        )

    def remove_digest(self) -> None:
        """Remove my digest: DELETE /v1/me/digest."""
        self._ask(Asked("DELETE", "/v1/me/digest"))

    def get_account_token(self, *, account_id: str, partition: str | None = None) -> models.AccountTokenAnswer:
        """Prove an account by a description: POST /v1/me/account-tokens."""
        return cast(
            "models.AccountTokenAnswer",
            self._ask(Asked("POST", "/v1/me/account-tokens", body={"account_id": account_id, "partition": partition})),
        )

    def claim_account(self, slug: str, *, account_id: str, partition: str | None = None) -> models.ClaimAnswer:
        """Claim an account for a publisher: POST /v1/publishers/{slug}/accounts."""
        return cast(
            "models.ClaimAnswer",
            self._ask(
                Asked(
                    "POST",
                    f"/v1/publishers/{quote(slug, safe='')}/accounts",
                    body={"account_id": account_id, "partition": partition},
                )
            ),
        )

    def withdraw_account(self, slug: str, account_id: str, *, partition: str | None = None) -> models.ClaimAnswer:
        """Withdraw a publisher's account: DELETE /v1/publishers/{slug}/accounts/{account_id}."""
        return cast(
            "models.ClaimAnswer",
            self._ask(
                Asked(
                    "DELETE",
                    f"/v1/publishers/{quote(slug, safe='')}/accounts/{quote(account_id, safe='')}",
                    query={"partition": partition},
                )
            ),
        )

    def prove_domain(self, slug: str, *, domain: str) -> models.ClaimAnswer:
        """Prove a publisher's domain: PUT /v1/publishers/{slug}/domain."""
        return cast(
            "models.ClaimAnswer",
            self._ask(Asked("PUT", f"/v1/publishers/{quote(slug, safe='')}/domain", body={"domain": domain})),
        )

    def get_sign_in_nonce(self) -> models.NonceAnswer:
        """Get a nonce to sign: POST /v1/sessions/aws/nonce."""
        return cast("models.NonceAnswer", self._ask(Asked("POST", "/v1/sessions/aws/nonce")))

    def sign_in_with_aws(
        self,
        *,
        endpoint: str,
        authorization: str,
        date: str,
        service: str,
        nonce: str,
        security_token: str | None = None,
    ) -> models.SessionAnswer:
        """Sign in with AWS: POST /v1/sessions/aws."""
        return cast(
            "models.SessionAnswer",
            self._ask(
                Asked(
                    "POST",
                    "/v1/sessions/aws",
                    body={
                        "endpoint": endpoint,
                        "authorization": authorization,
                        "date": date,
                        "security_token": security_token,
                        "service": service,
                        "nonce": nonce,
                    },
                )
            ),
        )

    def make_browser_link(self) -> models.BrowserLinkAnswer:
        """Hand my session to a browser: POST /v1/sessions/link."""
        return cast("models.BrowserLinkAnswer", self._ask(Asked("POST", "/v1/sessions/link")))

    def get_liveness(self) -> models.AliveAnswer:
        """Is the process alive?: GET /healthz."""
        return cast("models.AliveAnswer", self._ask(Asked("GET", "/healthz")))

    def get_readiness(self) -> models.ReadyAnswer:
        """Can requests be answered?: GET /readyz."""
        return cast("models.ReadyAnswer", self._ask(Asked("GET", "/readyz")))

    def get_service(self) -> models.ServiceAnswer:
        """What is this?: GET /."""
        return cast("models.ServiceAnswer", self._ask(Asked("GET", "/")))

    def get_problem_kind(self, name: str) -> models.ProblemKindAnswer:
        """What does a problem mean?: GET /problems/{name}."""
        return cast("models.ProblemKindAnswer", self._ask(Asked("GET", f"/problems/{quote(name, safe='')}")))


class AsyncOperations(ABC):
    """What there is to ask. Each operation raises AmidexClientError."""

    @abstractmethod
    async def _ask(self, asked: Asked) -> Any: ...

    async def search(
        self,
        *,
        q: str | None = None,
        region: Sequence[str] | None = None,
        arch: Sequence[str] | None = None,
        platform: Sequence[Literal["linux", "windows"]] | None = None,
        os: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        publisher: Sequence[str] | None = None,
        trust: Sequence[models.TrustLevel] | None = None,
        root_device: Sequence[str] | None = None,
        virtualization: Sequence[str] | None = None,
        boot_mode: Sequence[str] | None = None,
        year: Sequence[str] | None = None,
        released_after: str | None = None,
        include_deprecated: bool | None = None,
        include_gone: bool | None = None,
        sort: models.Sort | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.SearchAnswer:
        """Search releases: GET /v1/search."""
        return cast(
            "models.SearchAnswer",
            await self._ask(
                Asked(
                    "GET",
                    "/v1/search",
                    query={
                        "q": q,
                        "region": region,
                        "arch": arch,
                        "platform": platform,
                        "os": os,
                        "owner": owner,
                        "publisher": publisher,
                        "trust": trust,
                        "root_device": root_device,
                        "virtualization": virtualization,
                        "boot_mode": boot_mode,
                        "year": year,
                        "released_after": released_after,
                        "include_deprecated": include_deprecated,
                        "include_gone": include_gone,
                        "sort": sort,
                        "limit": limit,
                        "cursor": cursor,
                    },
                )
            ),
        )

    async def search_pages(
        self,
        *,
        q: str | None = None,
        region: Sequence[str] | None = None,
        arch: Sequence[str] | None = None,
        platform: Sequence[Literal["linux", "windows"]] | None = None,
        os: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        publisher: Sequence[str] | None = None,
        trust: Sequence[models.TrustLevel] | None = None,
        root_device: Sequence[str] | None = None,
        virtualization: Sequence[str] | None = None,
        boot_mode: Sequence[str] | None = None,
        year: Sequence[str] | None = None,
        released_after: str | None = None,
        include_deprecated: bool | None = None,
        include_gone: bool | None = None,
        sort: models.Sort | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncIterator[models.SearchAnswer]:
        """Every page of `search`, from `cursor` on or from the first."""
        while True:
            page = await self.search(
                q=q,
                region=region,
                arch=arch,
                platform=platform,
                os=os,
                owner=owner,
                publisher=publisher,
                trust=trust,
                root_device=root_device,
                virtualization=virtualization,
                boot_mode=boot_mode,
                year=year,
                released_after=released_after,
                include_deprecated=include_deprecated,
                include_gone=include_gone,
                sort=sort,
                limit=limit,
                cursor=cursor,
            )
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def suggest(self, *, q: str, limit: int | None = None) -> models.SuggestAnswer:
        """Suggest while typing: GET /v1/suggest."""
        return cast(
            "models.SuggestAnswer", await self._ask(Asked("GET", "/v1/suggest", query={"q": q, "limit": limit}))
        )

    async def get_image(self, image_id: str, *, region: str | None = None) -> models.ImageAnswer:
        """Get an image: GET /v1/images/{image_id}."""
        return cast(
            "models.ImageAnswer",
            await self._ask(Asked("GET", f"/v1/images/{quote(image_id, safe='')}", query={"region": region})),
        )

    async def get_image_history(self, image_id: str, *, region: str | None = None) -> models.HistoryAnswer:
        """Get an image's history: GET /v1/images/{image_id}/history."""
        return cast(
            "models.HistoryAnswer",
            await self._ask(Asked("GET", f"/v1/images/{quote(image_id, safe='')}/history", query={"region": region})),
        )

    async def get_release(self, release_id: str) -> models.ReleaseAnswer:
        """Get a release: GET /v1/releases/{release_id}."""
        return cast("models.ReleaseAnswer", await self._ask(Asked("GET", f"/v1/releases/{quote(release_id, safe='')}")))

    async def get_family(
        self, family_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.FamilyAnswer:
        """Get a family: GET /v1/families/{family_id}."""
        return cast(
            "models.FamilyAnswer",
            await self._ask(
                Asked("GET", f"/v1/families/{quote(family_id, safe='')}", query={"limit": limit, "cursor": cursor})
            ),
        )

    async def get_family_pages(
        self, family_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.FamilyAnswer]:
        """Every page of `get_family`, from `cursor` on or from the first."""
        while True:
            page = await self.get_family(family_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def get_verdicts(self, *, image_ids: Sequence[str]) -> models.VerdictsAnswer:
        """Get the verdicts on many images: POST /v1/verdicts."""
        return cast(
            "models.VerdictsAnswer", await self._ask(Asked("POST", "/v1/verdicts", body={"image_ids": image_ids}))
        )

    async def get_image_verdict(self, image_id: str, *, region: str | None = None) -> models.ImageVerdictAnswer:
        """Get the verdict on an image: GET /v1/images/{image_id}/verdict."""
        return cast(
            "models.ImageVerdictAnswer",
            await self._ask(Asked("GET", f"/v1/images/{quote(image_id, safe='')}/verdict", query={"region": region})),
        )

    async def get_release_verdict(self, release_id: str) -> models.ReleaseVerdictAnswer:
        """Get the verdict on a release: GET /v1/releases/{release_id}/verdict."""
        return cast(
            "models.ReleaseVerdictAnswer",
            await self._ask(Asked("GET", f"/v1/releases/{quote(release_id, safe='')}/verdict")),
        )

    async def get_release_verdict_history(self, release_id: str) -> models.VerdictHistoryAnswer:
        """Get the history of a verdict: GET /v1/releases/{release_id}/verdict/history."""
        return cast(
            "models.VerdictHistoryAnswer",
            await self._ask(Asked("GET", f"/v1/releases/{quote(release_id, safe='')}/verdict/history")),
        )

    async def resolve(
        self,
        *,
        region: str,
        family: str | None = None,
        q: str | None = None,
        arch: str | None = None,
        at_least: Literal["verified", "known", "unverified"] | None = None,
    ) -> models.ResolveAnswer:
        """Get the newest image that passes: GET /v1/resolve."""
        return cast(
            "models.ResolveAnswer",
            await self._ask(
                Asked(
                    "GET",
                    "/v1/resolve",
                    query={"family": family, "q": q, "region": region, "arch": arch, "at_least": at_least},
                )
            ),
        )

    async def get_radar(self, *, region: Sequence[str] | None = None, limit: int | None = None) -> models.RadarAnswer:
        """Get who wins unsafe look-ups: GET /v1/radar."""
        return cast(
            "models.RadarAnswer", await self._ask(Asked("GET", "/v1/radar", query={"region": region, "limit": limit}))
        )

    async def get_radar_feed(self, *, region: Sequence[str] | None = None, limit: int | None = None) -> str:
        """Get the radar as a feed: GET /v1/feeds/radar.atom."""
        return cast(
            "str", await self._ask(Asked("GET", "/v1/feeds/radar.atom", query={"region": region, "limit": limit}))
        )

    async def get_release_feed(self, release_id: str) -> str:
        """Follow a release: GET /v1/feeds/releases/{release_id}.atom."""
        return cast("str", await self._ask(Asked("GET", f"/v1/feeds/releases/{quote(release_id, safe='')}.atom")))

    async def get_family_feed(self, family_id: str) -> str:
        """Follow a family: GET /v1/feeds/families/{family_id}.atom."""
        return cast("str", await self._ask(Asked("GET", f"/v1/feeds/families/{quote(family_id, safe='')}.atom")))

    async def get_owner_feed(self, account_id: str) -> str:
        """Follow an owner: GET /v1/feeds/owners/{account_id}.atom."""
        return cast("str", await self._ask(Asked("GET", f"/v1/feeds/owners/{quote(account_id, safe='')}.atom")))

    async def get_publisher_feed(self, slug: str) -> str:
        """Follow a publisher: GET /v1/feeds/publishers/{slug}.atom."""
        return cast("str", await self._ask(Asked("GET", f"/v1/feeds/publishers/{quote(slug, safe='')}.atom")))

    async def get_search_feed(
        self,
        *,
        q: str | None = None,
        region: Sequence[str] | None = None,
        arch: Sequence[str] | None = None,
        platform: Sequence[Literal["linux", "windows"]] | None = None,
        os: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        publisher: Sequence[str] | None = None,
        trust: Sequence[models.TrustLevel] | None = None,
        root_device: Sequence[str] | None = None,
        virtualization: Sequence[str] | None = None,
        boot_mode: Sequence[str] | None = None,
        year: Sequence[str] | None = None,
        released_after: str | None = None,
        include_deprecated: bool | None = None,
        include_gone: bool | None = None,
    ) -> str:
        """Follow a search: GET /v1/feeds/search.atom."""
        return cast(
            "str",
            await self._ask(
                Asked(
                    "GET",
                    "/v1/feeds/search.atom",
                    query={
                        "q": q,
                        "region": region,
                        "arch": arch,
                        "platform": platform,
                        "os": os,
                        "owner": owner,
                        "publisher": publisher,
                        "trust": trust,
                        "root_device": root_device,
                        "virtualization": virtualization,
                        "boot_mode": boot_mode,
                        "year": year,
                        "released_after": released_after,
                        "include_deprecated": include_deprecated,
                        "include_gone": include_gone,
                    },
                )
            ),
        )

    async def list_owners(
        self, *, q: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> models.OwnersAnswer:
        """Find owners: GET /v1/owners."""
        return cast(
            "models.OwnersAnswer",
            await self._ask(Asked("GET", "/v1/owners", query={"q": q, "limit": limit, "cursor": cursor})),
        )

    async def list_owners_pages(
        self, *, q: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.OwnersAnswer]:
        """Every page of `list_owners`, from `cursor` on or from the first."""
        while True:
            page = await self.list_owners(q=q, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def get_owner(self, account_id: str) -> models.OwnerAnswer:
        """Get an owner: GET /v1/owners/{account_id}."""
        return cast("models.OwnerAnswer", await self._ask(Asked("GET", f"/v1/owners/{quote(account_id, safe='')}")))

    async def list_publishers(
        self,
        *,
        q: str | None = None,
        origin: models.Origin | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.PublishersAnswer:
        """Find publishers: GET /v1/publishers."""
        return cast(
            "models.PublishersAnswer",
            await self._ask(
                Asked("GET", "/v1/publishers", query={"q": q, "origin": origin, "limit": limit, "cursor": cursor})
            ),
        )

    async def list_publishers_pages(
        self,
        *,
        q: str | None = None,
        origin: models.Origin | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncIterator[models.PublishersAnswer]:
        """Every page of `list_publishers`, from `cursor` on or from the first."""
        while True:
            page = await self.list_publishers(q=q, origin=origin, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def export_publishers_as_json(self) -> Any:
        """Get all publishers as JSON: GET /v1/publishers.json."""
        return cast("Any", await self._ask(Asked("GET", "/v1/publishers.json")))

    async def export_publishers_as_yaml(self) -> str:
        """Get all publishers as YAML: GET /v1/publishers.yaml."""
        return cast("str", await self._ask(Asked("GET", "/v1/publishers.yaml")))

    async def get_publisher(self, slug: str) -> models.PublisherAnswer:
        """Get a publisher: GET /v1/publishers/{slug}."""
        return cast("models.PublisherAnswer", await self._ask(Asked("GET", f"/v1/publishers/{quote(slug, safe='')}")))

    async def bring_publisher(
        self, slug: str, *, account_id: str, name: str, url: str, partition: str | None = None
    ) -> models.ClaimAnswer:
        """List myself as a publisher: PUT /v1/publishers/{slug}."""
        return cast(
            "models.ClaimAnswer",
            await self._ask(
                Asked(
                    "PUT",
                    f"/v1/publishers/{quote(slug, safe='')}",
                    body={"account_id": account_id, "partition": partition, "name": name, "url": url},
                )
            ),
        )

    async def get_allowed_amis(
        self,
        *,
        region: str,
        at_least: Literal["verified", "known"] | None = None,
        max_age_days: int | None = None,
        include_deprecated: bool | None = None,
        allow: Sequence[str] | None = None,
        deny: Sequence[str] | None = None,
        product_code: Sequence[str] | None = None,
        image_name: Sequence[str] | None = None,
        watermark: Sequence[str] | None = None,
        max_severity: Literal["informational", "low", "medium", "high", "critical"] | None = None,
        max_scan_age_days: int | None = None,
        max_fix_age_days: int | None = None,
    ) -> models.AllowedAmisAnswer:
        """Get the criteria for EC2's Allowed AMIs: GET /v1/policies/allowed-amis."""
        return cast(
            "models.AllowedAmisAnswer",
            await self._ask(
                Asked(
                    "GET",
                    "/v1/policies/allowed-amis",
                    query={
                        "region": region,
                        "at_least": at_least,
                        "max_age_days": max_age_days,
                        "include_deprecated": include_deprecated,
                        "allow": allow,
                        "deny": deny,
                        "product_code": product_code,
                        "image_name": image_name,
                        "watermark": watermark,
                        "max_severity": max_severity,
                        "max_scan_age_days": max_scan_age_days,
                        "max_fix_age_days": max_fix_age_days,
                    },
                )
            ),
        )

    async def lint(
        self,
        *,
        files: Sequence[models.FileToLint] | None = None,
        look_ups: Sequence[models.LookUp] | None = None,
        images: Sequence[models.ImageUse] | None = None,
        region: str | None = None,
    ) -> models.LintAnswer:
        """Lint look-ups of images: POST /v1/lint."""
        return cast(
            "models.LintAnswer",
            await self._ask(
                Asked(
                    "POST", "/v1/lint", body={"files": files, "look_ups": look_ups, "images": images, "region": region}
                )
            ),
        )

    async def list_crawls(
        self,
        *,
        region: str | None = None,
        scope: Literal["all", "self", "amazon"] | None = None,
        status: models.CrawlStatus | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.CrawlsAnswer:
        """List crawls: GET /v1/crawls."""
        return cast(
            "models.CrawlsAnswer",
            await self._ask(
                Asked(
                    "GET",
                    "/v1/crawls",
                    query={"region": region, "scope": scope, "status": status, "limit": limit, "cursor": cursor},
                )
            ),
        )

    async def list_crawls_pages(
        self,
        *,
        region: str | None = None,
        scope: Literal["all", "self", "amazon"] | None = None,
        status: models.CrawlStatus | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncIterator[models.CrawlsAnswer]:
        """Every page of `list_crawls`, from `cursor` on or from the first."""
        while True:
            page = await self.list_crawls(region=region, scope=scope, status=status, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def request_crawl(
        self, *, regions: Sequence[str] | None = None, scopes: Sequence[Literal["all", "self", "amazon"]] | None = None
    ) -> models.CrawlRequestAnswer:
        """Ask for a crawl: POST /v1/crawls."""
        return cast(
            "models.CrawlRequestAnswer",
            await self._ask(Asked("POST", "/v1/crawls", body={"regions": regions, "scopes": scopes})),
        )

    async def get_crawl_request(self, request_id: str) -> models.CrawlRequestAnswer:
        """See how a requested crawl goes: GET /v1/crawls/requests/{request_id}."""
        return cast(
            "models.CrawlRequestAnswer",
            await self._ask(Asked("GET", f"/v1/crawls/requests/{quote(request_id, safe='')}")),
        )

    async def list_annotations(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.AnnotationsAnswer:
        """List what members state of a release: GET /v1/releases/{release_id}/annotations."""
        return cast(
            "models.AnnotationsAnswer",
            await self._ask(
                Asked(
                    "GET",
                    f"/v1/releases/{quote(release_id, safe='')}/annotations",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    async def list_annotations_pages(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.AnnotationsAnswer]:
        """Every page of `list_annotations`, from `cursor` on or from the first."""
        while True:
            page = await self.list_annotations(release_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def annotate(
        self,
        release_id: str,
        *,
        kind: models.AnnotationKind,
        text: str,
        url: str | None = None,
        report: dict[str, Any] | None = None,
        days: int | None = None,
    ) -> models.OneAnnotationAnswer:
        """State something of a release: POST /v1/releases/{release_id}/annotations."""
        return cast(
            "models.OneAnnotationAnswer",
            await self._ask(
                Asked(
                    "POST",
                    f"/v1/releases/{quote(release_id, safe='')}/annotations",
                    body={"kind": kind, "text": text, "url": url, "report": report, "days": days},
                )
            ),
        )

    async def list_owner_annotations(
        self, account_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.AnnotationsAnswer:
        """List what members state of an owner: GET /v1/owners/{account_id}/annotations."""
        return cast(
            "models.AnnotationsAnswer",
            await self._ask(
                Asked(
                    "GET",
                    f"/v1/owners/{quote(account_id, safe='')}/annotations",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    async def list_owner_annotations_pages(
        self, account_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.AnnotationsAnswer]:
        """Every page of `list_owner_annotations`, from `cursor` on or from the first."""
        while True:
            page = await self.list_owner_annotations(account_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def annotate_owner(
        self,
        account_id: str,
        *,
        kind: models.AnnotationKind,
        text: str,
        url: str | None = None,
        report: dict[str, Any] | None = None,
        days: int | None = None,
    ) -> models.OneAnnotationAnswer:
        """State something of an owner: POST /v1/owners/{account_id}/annotations."""
        return cast(
            "models.OneAnnotationAnswer",
            await self._ask(
                Asked(
                    "POST",
                    f"/v1/owners/{quote(account_id, safe='')}/annotations",
                    body={"kind": kind, "text": text, "url": url, "report": report, "days": days},
                )
            ),
        )

    async def get_annotation(self, annotation_id: str) -> models.OneAnnotationAnswer:
        """Get an annotation: GET /v1/annotations/{annotation_id}."""
        return cast(
            "models.OneAnnotationAnswer",
            await self._ask(Asked("GET", f"/v1/annotations/{quote(annotation_id, safe='')}")),
        )

    async def decide_annotation(
        self, annotation_id: str, *, kind: models.Decision, reason: str
    ) -> models.OneAnnotationAnswer:
        """Withdraw, dispute, confirm or dismiss an annotation: POST /v1/annotations/{annotation_id}/events."""
        return cast(
            "models.OneAnnotationAnswer",
            await self._ask(
                Asked(
                    "POST",
                    f"/v1/annotations/{quote(annotation_id, safe='')}/events",
                    body={"kind": kind, "reason": reason},
                )
            ),
        )

    async def list_comments(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ThreadsAnswer:
        """List what was said of a release: GET /v1/releases/{release_id}/comments."""
        return cast(
            "models.ThreadsAnswer",
            await self._ask(
                Asked(
                    "GET",
                    f"/v1/releases/{quote(release_id, safe='')}/comments",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    async def list_comments_pages(
        self, release_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.ThreadsAnswer]:
        """Every page of `list_comments`, from `cursor` on or from the first."""
        while True:
            page = await self.list_comments(release_id, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def add_comment(
        self,
        release_id: str,
        *,
        text: str,
        idempotency_key: str | None = None,
        kind: models.Kind | None = None,
        reply_to: int | None = None,
    ) -> models.OneCommentAnswer:
        """Say something of a release: POST /v1/releases/{release_id}/comments."""
        return cast(
            "models.OneCommentAnswer",
            await self._ask(
                Asked(
                    "POST",
                    f"/v1/releases/{quote(release_id, safe='')}/comments",
                    body={"text": text, "kind": kind, "reply_to": reply_to},
                    headers={"idempotency-key": idempotency_key},
                )
            ),
        )

    async def find_comments(
        self, *, q: str, limit: int | None = None, cursor: str | None = None
    ) -> models.CommentsAnswer:
        """Search comments: GET /v1/comments."""
        return cast(
            "models.CommentsAnswer",
            await self._ask(Asked("GET", "/v1/comments", query={"limit": limit, "cursor": cursor, "q": q})),
        )

    async def find_comments_pages(
        self, *, q: str, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.CommentsAnswer]:
        """Every page of `find_comments`, from `cursor` on or from the first."""
        while True:
            page = await self.find_comments(limit=limit, cursor=cursor, q=q)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def get_comment(self, comment_id: str) -> models.OneCommentAnswer:
        """Get a comment: GET /v1/comments/{comment_id}."""
        return cast(
            "models.OneCommentAnswer", await self._ask(Asked("GET", f"/v1/comments/{quote(comment_id, safe='')}"))
        )

    async def edit_comment(self, comment_id: str, *, text: str, if_match: str | None = None) -> models.OneCommentAnswer:
        """Edit a comment of mine: PATCH /v1/comments/{comment_id}."""
        return cast(
            "models.OneCommentAnswer",
            await self._ask(
                Asked(
                    "PATCH",
                    f"/v1/comments/{quote(comment_id, safe='')}",
                    body={"text": text},
                    headers={"if-match": if_match},
                )
            ),
        )

    async def delete_comment(self, comment_id: str) -> None:
        """Delete a comment of mine: DELETE /v1/comments/{comment_id}."""
        await self._ask(Asked("DELETE", f"/v1/comments/{quote(comment_id, safe='')}"))

    async def list_comment_versions(self, comment_id: str) -> models.VersionsAnswer:
        """List what a comment said before: GET /v1/comments/{comment_id}/versions."""
        return cast(
            "models.VersionsAnswer",
            await self._ask(Asked("GET", f"/v1/comments/{quote(comment_id, safe='')}/versions")),
        )

    async def pin_comment(self, comment_id: str) -> models.OneCommentAnswer:
        """Pin a comment: PUT /v1/comments/{comment_id}/pin."""
        return cast(
            "models.OneCommentAnswer", await self._ask(Asked("PUT", f"/v1/comments/{quote(comment_id, safe='')}/pin"))
        )

    async def unpin_comment(self, comment_id: str) -> models.OneCommentAnswer:
        """Unpin a comment: DELETE /v1/comments/{comment_id}/pin."""
        return cast(
            "models.OneCommentAnswer",
            await self._ask(Asked("DELETE", f"/v1/comments/{quote(comment_id, safe='')}/pin")),
        )

    async def get_safe_sharing(self) -> models.ChecklistsAnswer:
        """Get the safe-sharing checklist: GET /v1/safe-sharing."""
        return cast("models.ChecklistsAnswer", await self._ask(Asked("GET", "/v1/safe-sharing")))

    async def get_listing(self, about: str) -> models.OneListingAnswer:
        """Get a listing: GET /v1/listings/{about}."""
        return cast("models.OneListingAnswer", await self._ask(Asked("GET", f"/v1/listings/{quote(about, safe='')}")))

    async def publish_listing(
        self,
        about: str,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
        publisher: str | None = None,
        publisher_url: str | None = None,
        os: str | None = None,
        features: Sequence[str] | None = None,
        description: str | None = None,
        services: Sequence[str] | None = None,
        release_notes: Sequence[models.ReleaseNote] | None = None,
        support: str | None = None,
        source_url: str | None = None,
        checklist: dict[str, models.CheckAnswer] | None = None,
    ) -> models.OneListingAnswer:
        """Publish or change a listing: PUT /v1/listings/{about}."""
        return cast(
            "models.OneListingAnswer",
            await self._ask(
                Asked(
                    "PUT",
                    f"/v1/listings/{quote(about, safe='')}",
                    body={
                        "publisher": publisher,
                        "publisher_url": publisher_url,
                        "os": os,
                        "features": features,
                        "description": description,
                        "services": services,
                        "release_notes": release_notes,
                        "support": support,
                        "source_url": source_url,
                        "checklist": checklist,
                    },
                    headers={"if-match": if_match, "idempotency-key": idempotency_key},
                )
            ),
        )

    async def withdraw_listing(self, about: str) -> None:
        """Withdraw a listing: DELETE /v1/listings/{about}."""
        await self._ask(Asked("DELETE", f"/v1/listings/{quote(about, safe='')}"))

    async def get_listing_snippet(self, about: str, *, form: models.SnippetFormat | None = None) -> str:
        """Get a listing to paste elsewhere: GET /v1/listings/{about}/snippet."""
        return cast(
            "str", await self._ask(Asked("GET", f"/v1/listings/{quote(about, safe='')}/snippet", query={"form": form}))
        )

    async def get_badge(self, about: str) -> str:
        """Get a badge with the verdict: GET /v1/badges/{about}.svg."""
        return cast("str", await self._ask(Asked("GET", f"/v1/badges/{quote(about, safe='')}.svg")))

    async def list_listing_versions(
        self, about: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ListingVersionsAnswer:
        """List what a listing said before: GET /v1/listings/{about}/versions."""
        return cast(
            "models.ListingVersionsAnswer",
            await self._ask(
                Asked("GET", f"/v1/listings/{quote(about, safe='')}/versions", query={"limit": limit, "cursor": cursor})
            ),
        )

    async def list_listing_versions_pages(
        self, about: str, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.ListingVersionsAnswer]:
        """Every page of `list_listing_versions`, from `cursor` on or from the first."""
        while True:
            page = await self.list_listing_versions(about, limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def flag_listing(self, about: str, *, reason: models.FlagReason, note: str | None = None) -> None:
        """Have moderators look at a listing: POST /v1/listings/{about}/flags."""
        await self._ask(
            Asked("POST", f"/v1/listings/{quote(about, safe='')}/flags", body={"reason": reason, "note": note})
        )

    async def moderate_listing(
        self, about: str, *, action: models.ModerationAction, reason: str
    ) -> models.OneListingAnswer:
        """Hide or restore a listing, or dismiss its flags: POST /v1/listings/{about}/acts."""
        return cast(
            "models.OneListingAnswer",
            await self._ask(
                Asked("POST", f"/v1/listings/{quote(about, safe='')}/acts", body={"action": action, "reason": reason})
            ),
        )

    async def flag_comment(self, comment_id: str, *, reason: models.FlagReason, note: str | None = None) -> None:
        """Have moderators look at a comment: POST /v1/comments/{comment_id}/flags."""
        await self._ask(
            Asked("POST", f"/v1/comments/{quote(comment_id, safe='')}/flags", body={"reason": reason, "note": note})
        )

    async def get_moderation_queue(self) -> models.QueueAnswer:
        """List what waits for moderators: GET /v1/moderation/queue."""
        return cast("models.QueueAnswer", await self._ask(Asked("GET", "/v1/moderation/queue")))

    async def moderate_comment(
        self, comment_id: str, *, action: models.ModerationAction, reason: str
    ) -> models.OneCommentAnswer:
        """Hide or restore a comment, or dismiss its flags: POST /v1/comments/{comment_id}/acts."""
        return cast(
            "models.OneCommentAnswer",
            await self._ask(
                Asked(
                    "POST", f"/v1/comments/{quote(comment_id, safe='')}/acts", body={"action": action, "reason": reason}
                )
            ),
        )

    async def suspend_member(self, member_id: str, *, suspended: bool, reason: str) -> models.ModeratedMemberAnswer:
        """Suspend a member, or let him again: PUT /v1/members/{member_id}/suspension."""
        return cast(
            "models.ModeratedMemberAnswer",
            await self._ask(
                Asked(
                    "PUT",
                    f"/v1/members/{quote(member_id, safe='')}/suspension",
                    body={"suspended": suspended, "reason": reason},
                )
            ),
        )

    async def get_moderation_log(self, *, limit: int | None = None, cursor: str | None = None) -> models.ActsAnswer:
        """List what moderators did: GET /v1/moderation/log."""
        return cast(
            "models.ActsAnswer",
            await self._ask(Asked("GET", "/v1/moderation/log", query={"limit": limit, "cursor": cursor})),
        )

    async def get_moderation_log_pages(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.ActsAnswer]:
        """Every page of `get_moderation_log`, from `cursor` on or from the first."""
        while True:
            page = await self.get_moderation_log(limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def list_notices(self, *, limit: int | None = None, cursor: str | None = None) -> models.ActsAnswer:
        """List what moderators did about me: GET /v1/me/notices."""
        return cast(
            "models.ActsAnswer",
            await self._ask(Asked("GET", "/v1/me/notices", query={"limit": limit, "cursor": cursor})),
        )

    async def list_notices_pages(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncIterator[models.ActsAnswer]:
        """Every page of `list_notices`, from `cursor` on or from the first."""
        while True:
            page = await self.list_notices(limit=limit, cursor=cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def rule_on_release(self, release_id: str, *, malicious: bool, reason: str) -> models.RulingsAnswer:
        """Confirm that a release is malicious, or clear it: POST /v1/releases/{release_id}/rulings."""
        return cast(
            "models.RulingsAnswer",
            await self._ask(
                Asked(
                    "POST",
                    f"/v1/releases/{quote(release_id, safe='')}/rulings",
                    body={"malicious": malicious, "reason": reason},
                )
            ),
        )

    async def get_me(self) -> models.MeAnswer:
        """Who am I?: GET /v1/me."""
        return cast("models.MeAnswer", await self._ask(Asked("GET", "/v1/me")))

    async def change_me(self, *, name: str) -> models.MeAnswer:
        """Change what I am called: PATCH /v1/me."""
        return cast("models.MeAnswer", await self._ask(Asked("PATCH", "/v1/me", body={"name": name})))

    async def list_tokens(self) -> models.TokensAnswer:
        """List my access tokens: GET /v1/me/tokens."""
        return cast("models.TokensAnswer", await self._ask(Asked("GET", "/v1/me/tokens")))

    async def make_token(
        self, *, name: str, scopes: Sequence[models.TokenScope] | None = None, expires_in_days: int | None = None
    ) -> models.TokenMadeAnswer:
        """Make an access token: POST /v1/me/tokens."""
        return cast(
            "models.TokenMadeAnswer",
            await self._ask(
                Asked(
                    "POST", "/v1/me/tokens", body={"name": name, "scopes": scopes, "expires_in_days": expires_in_days}
                )
            ),
        )

    async def revoke_token(self, token_id: str) -> None:
        """Revoke an access token: DELETE /v1/me/tokens/{token_id}."""
        await self._ask(Asked("DELETE", f"/v1/me/tokens/{quote(token_id, safe='')}"))

    async def end_session(self) -> None:
        """Sign out: DELETE /v1/sessions/current."""
        await self._ask(Asked("DELETE", "/v1/sessions/current"))

    async def list_webhooks(self) -> models.WebhooksAnswer:
        """List my webhooks: GET /v1/me/webhooks."""
        return cast("models.WebhooksAnswer", await self._ask(Asked("GET", "/v1/me/webhooks")))

    async def add_webhook(self, *, url: str, watches: Sequence[models.WatchWanted]) -> models.WebhookMadeAnswer:
        """Watch, and be told by a webhook: POST /v1/me/webhooks."""
        return cast(
            "models.WebhookMadeAnswer",
            await self._ask(Asked("POST", "/v1/me/webhooks", body={"url": url, "watches": watches})),
        )

    async def remove_webhook(self, webhook_id: str) -> None:
        """Remove a webhook: DELETE /v1/me/webhooks/{webhook_id}."""
        await self._ask(Asked("DELETE", f"/v1/me/webhooks/{quote(webhook_id, safe='')}"))

    async def test_webhook(self, webhook_id: str) -> models.DeliveriesAnswer:
        """Test a webhook: POST /v1/me/webhooks/{webhook_id}/test."""
        return cast(
            "models.DeliveriesAnswer",
            await self._ask(Asked("POST", f"/v1/me/webhooks/{quote(webhook_id, safe='')}/test")),
        )

    async def list_deliveries(self, webhook_id: str) -> models.DeliveriesAnswer:
        """List what a webhook was told: GET /v1/me/webhooks/{webhook_id}/deliveries."""
        return cast(
            "models.DeliveriesAnswer",
            await self._ask(Asked("GET", f"/v1/me/webhooks/{quote(webhook_id, safe='')}/deliveries")),
        )

    async def get_digest(self) -> models.DigestAnswer:
        """Get my digest: GET /v1/me/digest."""
        return cast("models.DigestAnswer", await self._ask(Asked("GET", "/v1/me/digest")))

    async def set_digest(
        self, *, address: str, watches: Sequence[models.WatchWanted], every: models.Every | None = None
    ) -> models.DigestAnswer:
        """Watch, and be told by e-mail: PUT /v1/me/digest."""
        return cast(
            "models.DigestAnswer",
            await self._ask(
                Asked("PUT", "/v1/me/digest", body={"address": address, "every": every, "watches": watches})
            ),
        )

    async def remove_digest(self) -> None:
        """Remove my digest: DELETE /v1/me/digest."""
        await self._ask(Asked("DELETE", "/v1/me/digest"))

    async def get_account_token(self, *, account_id: str, partition: str | None = None) -> models.AccountTokenAnswer:
        """Prove an account by a description: POST /v1/me/account-tokens."""
        return cast(
            "models.AccountTokenAnswer",
            await self._ask(
                Asked("POST", "/v1/me/account-tokens", body={"account_id": account_id, "partition": partition})
            ),
        )

    async def claim_account(self, slug: str, *, account_id: str, partition: str | None = None) -> models.ClaimAnswer:
        """Claim an account for a publisher: POST /v1/publishers/{slug}/accounts."""
        return cast(
            "models.ClaimAnswer",
            await self._ask(
                Asked(
                    "POST",
                    f"/v1/publishers/{quote(slug, safe='')}/accounts",
                    body={"account_id": account_id, "partition": partition},
                )
            ),
        )

    async def withdraw_account(self, slug: str, account_id: str, *, partition: str | None = None) -> models.ClaimAnswer:
        """Withdraw a publisher's account: DELETE /v1/publishers/{slug}/accounts/{account_id}."""
        return cast(
            "models.ClaimAnswer",
            await self._ask(
                Asked(
                    "DELETE",
                    f"/v1/publishers/{quote(slug, safe='')}/accounts/{quote(account_id, safe='')}",
                    query={"partition": partition},
                )
            ),
        )

    async def prove_domain(self, slug: str, *, domain: str) -> models.ClaimAnswer:
        """Prove a publisher's domain: PUT /v1/publishers/{slug}/domain."""
        return cast(
            "models.ClaimAnswer",
            await self._ask(Asked("PUT", f"/v1/publishers/{quote(slug, safe='')}/domain", body={"domain": domain})),
        )

    async def get_sign_in_nonce(self) -> models.NonceAnswer:
        """Get a nonce to sign: POST /v1/sessions/aws/nonce."""
        return cast("models.NonceAnswer", await self._ask(Asked("POST", "/v1/sessions/aws/nonce")))

    async def sign_in_with_aws(
        self,
        *,
        endpoint: str,
        authorization: str,
        date: str,
        service: str,
        nonce: str,
        security_token: str | None = None,
    ) -> models.SessionAnswer:
        """Sign in with AWS: POST /v1/sessions/aws."""
        return cast(
            "models.SessionAnswer",
            await self._ask(
                Asked(
                    "POST",
                    "/v1/sessions/aws",
                    body={
                        "endpoint": endpoint,
                        "authorization": authorization,
                        "date": date,
                        "security_token": security_token,
                        "service": service,
                        "nonce": nonce,
                    },
                )
            ),
        )

    async def make_browser_link(self) -> models.BrowserLinkAnswer:
        """Hand my session to a browser: POST /v1/sessions/link."""
        return cast("models.BrowserLinkAnswer", await self._ask(Asked("POST", "/v1/sessions/link")))

    async def get_liveness(self) -> models.AliveAnswer:
        """Is the process alive?: GET /healthz."""
        return cast("models.AliveAnswer", await self._ask(Asked("GET", "/healthz")))

    async def get_readiness(self) -> models.ReadyAnswer:
        """Can requests be answered?: GET /readyz."""
        return cast("models.ReadyAnswer", await self._ask(Asked("GET", "/readyz")))

    async def get_service(self) -> models.ServiceAnswer:
        """What is this?: GET /."""
        return cast("models.ServiceAnswer", await self._ask(Asked("GET", "/")))

    async def get_problem_kind(self, name: str) -> models.ProblemKindAnswer:
        """What does a problem mean?: GET /problems/{name}."""
        return cast("models.ProblemKindAnswer", await self._ask(Asked("GET", f"/problems/{quote(name, safe='')}")))
