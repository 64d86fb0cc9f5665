"""What is read of a page."""

import re
from html import unescape


def main_of(html):
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def text_of(html):
    """What is read of a page's main part."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:wbr|mark)>", "", "<" + main_of(html)))).split())
