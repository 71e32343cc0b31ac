"""What samples of the desk's pages share: frames, lists, and texts that want to be markup."""

from dataclasses import replace

from kgen.desk import contexts as c

NASTY = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
BIDI = "\u202egnp.exe"
HOSTILE = f"{NASTY} {LONG} {{{{ 7*7 }}}} {BIDI} </textarea></iframe>"

FRAME = c.DeskFrame("Waiting rooms of Exampleshire", "Amina", True, "token", "/", 7, "", False, "")
BARE = replace(FRAME, can_sign_out=False, waiting=0)
BUSY = replace(
    FRAME,
    waiting=1204,
    publishing="Two decisions are being published since 14:02.",
    notice="“The walk to the gate” is held.",
)
FAILED = replace(
    FRAME,
    publishing="The network could not be reached at 14:02. It is tried again every ten minutes.",
    publishing_failed=True,
    notice="“The walk to the gate” is in the garden.",
)
ATTACKED = c.DeskFrame(HOSTILE, HOSTILE, True, NASTY, "/", 3, HOSTILE, True, HOSTILE)


Samples = dict[str, tuple[c.DeskPage, c.DeskFrame]]


def item(title: str, why: str = "", kind: str = "story", href: str = "/waiting/stories/a/") -> c.ListItem:
    return c.ListItem(title, href, why, kind)


ITEMS = (
    item("The walk to the gate", "Consent: the teller has not said yet"),
    item("What the night nurse wrote down", "A second reader: it is about a child"),
    item("Who tells us when a letter is late?", "An answer from its teller, asked on 3 March", "question"),
    item("Four forms and the same question in each of them, and nobody who reads what was written in the first three"),
    item("Dee", "Found: 2 that must be changed", "person"),
)
MANY = ITEMS * 10
