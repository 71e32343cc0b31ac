"""kgen build: the whole site is built beside the old one, and takes its place in one step."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kgen.publish.lock import only_build
from kgen.publish.prepare import Prepared
from kgen.publish.progress import Progress
from kgen.publish.swap import building_place, put_in_place, settle
from kgen.settings import ConfigurationError, Settings

if TYPE_CHECKING:
    from kgen.publish.mkdocs import Workshop


class Build:
    """A build of one garden: `set_up` may run while the garden is being read, `publish` when it has been."""

    def __init__(self, settings: Settings) -> None:
        refuse_foreign_folder(settings.site_dir, settings)
        self._settings = settings
        self._workshop: Workshop | None = None

    def set_up(self) -> "Workshop":
        from kgen.publish.mkdocs import workshop

        if self._workshop is None:
            self._workshop = workshop(self._settings, building_place(self._settings.site_dir))
        return self._workshop

    def publish(self, prepared: Prepared, progress: Progress) -> int:
        """Build the site into `settings.site_dir`, and return the number of pages."""
        from kgen.publish.mkdocs import build

        return _in_place(self._settings, lambda: build(prepared, self.set_up(), progress))


def _in_place(settings: Settings, build: Callable[[], int]) -> int:
    """Call `build`, which fills the building place, and exchange that with the site."""
    site = settings.site_dir
    site.parent.mkdir(parents=True, exist_ok=True)
    place = building_place(site)
    with only_build(settings.root):
        settle(site)
        try:
            place.mkdir()
            count = build()
            put_in_place(place, site)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return count


def refuse_foreign_folder(site: Path, settings: Settings) -> None:
    """The site replaces a folder whole, so that folder must be a site, or empty, or not there.

    Raises ConfigurationError.
    """
    for precious in (settings.content_dir, settings.config_path, Path.cwd()):
        if precious.resolve().is_relative_to(site.resolve()):
            raise ConfigurationError(
                f"The site cannot be built into {site}, which holds {precious.name}. Choose another folder."
            )
    if site.resolve().is_relative_to(settings.content_dir.resolve()):
        raise ConfigurationError(f"The site cannot be built inside {settings.content_name}. Choose another folder.")
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise ConfigurationError(f"{site} is no folder. Choose another place for the site.")
    if site.is_dir() and any(site.iterdir()) and not (site / "404.html").exists():
        raise ConfigurationError(f"{site} holds files that are no site. Choose another folder, or empty it first.")
