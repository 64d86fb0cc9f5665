"""What is read of a page."""

import re
from html import unescape

from registry.declarations import queries as declarations
from registry.kernel.transaction import reading


def main_of(html):
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def text_of(html):
    """What is read of a page's main part."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:wbr|mark)>", "", "<" + main_of(html)))).split())


def products_of(register, receipt):
    with reading(register.scope) as session:
        return declarations.products_of(session, receipt.id, register.clock.today(), after=-1, limit=1000)
