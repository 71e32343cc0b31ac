"""What other programs show in place of an address: films, sounds, posts. kgen shows a link, and loads nothing."""

import re
from urllib.parse import urlsplit

_FILMS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "peertube": "{}",
}
_POSTS = {
    "tweet": "https://x.com/i/status/{}",
    "twitter": "https://x.com/i/status/{}",
    "x": "https://x.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "gist": "https://gist.github.com/{}",
    "spotify": "https://open.spotify.com/{}",
    "soundcloud": "{}",
    "tiktok": "{}",
    "facebook": "{}",
    "reddit": "{}",
}
NAMES = (*_FILMS, *_POSTS)
_EMBEDDED = re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]+)|player\.vimeo\.com/video/(\d+)")
_FILM_HOSTS = ("youtube.com", "youtu.be", "vimeo.com", "dailymotion.com", "youtube-nocookie.com")
_SOUND_HOSTS = ("soundcloud.com", "spotify.com", "bandcamp.com")


def named(name: str, written: str) -> tuple[str, str] | None:
    """The label and the address of what a shortcode such as `youtube` shows; None where nothing is known about it."""
    if name not in NAMES or not written:
        return None
    if re.match(r"https?://", written):
        return link_of(written, name)
    address = (_FILMS.get(name) or _POSTS[name]).format(written)
    if not address.startswith("https:"):
        return None
    return ("A film" if name in _FILMS else "A post elsewhere"), address


def link_of(address: str, shown_as: str) -> tuple[str, str]:
    """What to call something that was shown in a page, and the address at which people can see it."""
    address = f"https:{address}" if address.startswith("//") else address
    if found := _EMBEDDED.search(address):
        return "A film", _FILMS["youtube"].format(found[1]) if found[1] else _FILMS["vimeo"].format(found[2])
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    if shown_as == "video" or host.endswith(_FILM_HOSTS):
        return "A film", address
    if shown_as == "audio" or host.endswith(_SOUND_HOSTS):
        return "Something to listen to", address
    return (f"From {host}" if host else "Something shown here"), address
