"""What of content/ was not read, so that nobody can say which names are in it."""

from itertools import chain

from kgen.model import KINDS, Entry, Kind, Picture, kind_meant
from kgen.read.walk import PICTURES
from kgen.weave import Garden
from kgen.weave.name_index import FILE_ENDING, fold
from kgen.weave.pictures import PictureNames


class Unread:
    """The files and folders of a garden that were not read. What leads nowhere may be meant for one of them."""

    def __init__(self, garden: Garden) -> None:
        self._folders: dict[str, str] = {}
        """Each folder whose names are not all known, and the path of the reason."""
        self._files: dict[tuple[str, str], str] = {}
        """The folder and the folded name of each file that has no place, and its path."""
        for stray in garden.strays:
            folder, _, file = stray.path.rpartition("/")
            self._files.setdefault((folder.rpartition("/")[2], fold(file.rpartition(".")[0])), stray.path)
            self._folders.setdefault(stray.hides, stray.path)
        files: list[Entry | Picture] = [*garden.entries.values(), *garden.refused.values()]
        for each in files:
            for fault in each.faults:
                self._folders.setdefault(fault.hides, each.path)
        self._folders.pop("", None)
        beginning = f"{garden.settings.content_name}/"
        self._paths = {stray.path.removeprefix(beginning): stray.path for stray in garden.strays}
        self._pictures = PictureNames(self._paths, site=garden.settings.site_url)

    def showing(self, entry: Entry, address: str) -> str:
        """The path of what may be the picture at an address in the text of an entry: the folder of pictures, or a file
        that is no picture to kgen or has another place. Empty if nothing may."""
        found = self._pictures.look_up(entry.kind.folder, address)
        return self._paths[found[0]] if found else self._folders.get(PICTURES, "")

    @property
    def has_texts(self) -> bool:
        """Whether texts may be among it."""
        return bool(self._folders.keys() - {PICTURES})

    def holding(self, name: str, kinds: tuple[Kind, ...] = KINDS) -> str:
        """The path of what may hold what a name, or a path, of some kinds means: a folder whose names are not all
        known, or a file whose own name is like it. Empty if nothing does."""
        before, last = ("", "", *filter(None, FILE_ENDING.sub("", name).split("/")))[-2:]
        meant = kind_meant(before)
        folders = [kind.folder for kind in kinds if meant in (None, kind)]
        of_files = (self._files.get((folder, fold(last)), "") for folder in folders)
        return next(filter(None, chain((self._folders.get(folder, "") for folder in folders), of_files)), "")
