"""Every page, picture and other file of a site as a job."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from kgen.model import Output, Page
from kgen.publish.frame import Frame, Frames
from kgen.publish.jobs import Job, fingerprint_of
from kgen.publish.prepare import Prepared, published_picture
from kgen.views.rendering import PageRenderer


def site_jobs(
    prepared: Prepared, outputs: Iterable[Output], pages: Iterable[Page], frames: Frames, made_with: str
) -> Iterator[Job]:
    """Yield the jobs of a site. `made_with` is a fingerprint of all that they have in common.

    A file that holds the whole garden takes longest to make, and must not be the last.
    """
    for output in outputs:
        yield _output(output, made_with)
    for name, address in prepared.garden.picture_addresses.items():
        yield _picture(prepared, name, address, made_with)
    for page in pages:
        yield _page(page, frames.of(page), made_with)


def _output(output: Output, made_with: str) -> Job:
    def make(renderer: PageRenderer) -> Iterator[tuple[str, bytes]]:
        yield output.path, output.made(renderer.garden)

    return Job(output.path, fingerprint_of(made_with, output.arguments), make)


def _picture(prepared: Prepared, name: str, address: str, made_with: str) -> Job:
    path = prepared.settings.content_dir / name

    def make(renderer: PageRenderer) -> Iterator[tuple[str, bytes]]:
        yield address, published_picture(name, path.read_bytes())

    return Job(address, fingerprint_of(made_with, prepared.garden.pictures[name].digest), make)


def _page(page: Page, frame: Frame, made_with: str) -> Job:
    path = f"{page.url}index.html"

    def make(renderer: PageRenderer) -> Iterator[tuple[str, bytes]]:
        yield path, frame.around(page, renderer)

    values = [getattr(page, each.name) for each in fields(page) if each.name != "view"]
    return Job(path, fingerprint_of(made_with, frame.digest, values), make)
