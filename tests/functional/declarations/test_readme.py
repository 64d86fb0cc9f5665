"""The declaration that the README shows can be made."""

import json
import re
from pathlib import Path

import pytest

from tests.functional.declarations.conftest import API

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_shown_declaration_is_published(declarant, readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    body = json.loads(re.search(r"<<'JSON'\n(.*?)\nJSON\n", text, re.DOTALL)[1])
    commitment = json.loads(re.search(r"-d '(\{.commitment.*?)'", text)[1])
    draft = declarant.post(f"{API}/declarations", json=body)
    assert draft.status_code == 201
    assert draft.json["findings"] == []
    receipt = declarant.post(f"{API}/declarations/{draft.json['id']}/publish", json=commitment)
    assert receipt.status_code == 201, receipt.json
