"""The operator's hand on verdicts: `amidex judge` has releases judged anew, `amidex rule` decides on one."""

import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from catalog import outbox
from catalog.errors import LockHeldError, MalformedError
from catalog.images import images_of_release
from catalog.moderation import rule_on_release
from catalog.release import RELEASE_ID_FORM, is_release_id
from catalog.rulings import RulingRow
from catalog.utc_time import now
from catalog.verdicts import verdicts_of_releases
from cli.client import ServiceError
from cli.host_operator import host_operator
from cli.progress import consoles
from cli.settings import load_settings, place_to_read
from cli.wiring import WORKER_LOCK, Workplace
from search.rejudging import Rejudging
from trust.judge import RULES_VERSION

POLL_SECONDS = 0.2
# Progress is shown after each of them, and a release that is killed with its batch is judged again.
RELEASES_A_DRAIN = 2_000

rule_commands = typer.Typer(no_args_is_help=True, help="Decide on a release: malicious, or cleared of a suspicion.")

ReleaseId = Annotated[str, typer.Argument(metavar="RELEASE", help="The release's id: rel-…")]
Reason = Annotated[str, typer.Option("--reason", help="Why, as a sentence: everybody reads it, for ever.")]


def judge(
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Also what today's rules judged. Interrupted, go on without --all: what is left waits.",
        ),
    ] = False,
) -> None:
    """Judge anew what older rules judged, what grew too old for its verdict, and what was never judged.

    Killed at any moment, it goes on when it is started again. A worker does the same by itself, when it has nothing
    else to do.
    """
    settings = load_settings()
    output, console = consoles()
    workplace = Workplace(settings, place_to_read(settings))
    with console.status("looking for releases to judge"):
        found = sum(Rejudging(workplace.database, everything=everything).steps())
    judged = _settle(workplace, console)
    output.print(
        f"{found:,} releases were to be judged; {judged:,} were, with what else waited; "
        f"all verdicts are of rules version {RULES_VERSION}",
        highlight=False,
        soft_wrap=True,
    )


@rule_commands.command("malicious")
def rule_malicious(release_id: ReleaseId, reason: Reason) -> None:
    """Confirm that a release is malicious. It is judged anew at once."""
    _rule(release_id, reason, malicious=True)


@rule_commands.command("clear")
def rule_clear(release_id: ReleaseId, reason: Reason) -> None:
    """Clear a release of a false alarm. It is judged anew at once."""
    _rule(release_id, reason, malicious=False)


def _rule(release_id: str, reason: str, *, malicious: bool) -> None:
    if not is_release_id(release_id):
        raise MalformedError("release id", release_id, RELEASE_ID_FORM)
    settings = load_settings()
    output, console = consoles()
    workplace = Workplace(settings, place_to_read(settings))
    with workplace.database.write() as session:
        if not images_of_release(session, release_id, with_private=True):
            raise ServiceError(f"no release has the id {release_id}", 404)
        rule_on_release(session, RulingRow(release_id, malicious, reason, host_operator(), now()))
    _settle(workplace, console)
    with workplace.database.read() as session:
        verdict = verdicts_of_releases(session, [release_id], with_private=True)[release_id]
    output.print(f"{release_id} is {verdict.level} now", highlight=False, soft_wrap=True)


def _settle(workplace: Workplace, console: Console) -> int:
    """Have all that waits now judged and indexed, here or by the worker that runs; how many releases waited."""
    with workplace.database.read() as session:
        position, waiting = outbox.last_position(session), outbox.pending(session)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("judging", total=waiting)
        while not _is_settled(workplace, position):
            try:
                with workplace.database.lock(WORKER_LOCK):
                    while not _is_settled(workplace, position):
                        progress.update(task, advance=workplace.indexer.drain(RELEASES_A_DRAIN))
            except LockHeldError:
                progress.update(task, description="the worker judges", completed=waiting - _pending(workplace))
                time.sleep(POLL_SECONDS)
    return waiting


def _is_settled(workplace: Workplace, position: int) -> bool:
    with workplace.database.read() as session:
        return outbox.is_settled(session, position)


def _pending(workplace: Workplace) -> int:
    with workplace.database.read() as session:
        return outbox.pending(session)
