"""The public page of the sample data."""

import re


def test_every_file_stands_with_its_licence_and_counts(visitor):
    page = visitor.get("/demo")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "residential_refrigerators" in text
    assert "CDLA-Permissive-2.0" in text
    assert re.search(r">2.393<", text)
    assert "handmade/down-jackets" in text


def test_what_was_refused_stands_with_its_reasons(visitor):
    text = visitor.get("/demo").get_data(as_text=True)
    assert "Q/SLAMERICANSOLAR 009-2019" in text
    assert "至少一项功能指标或性能指标" in text
    assert "另有" in text


def test_the_refused_are_read_page_by_page(visitor):
    first = visitor.get("/demo?limit=2").get_data(as_text=True)
    following = re.search(r'href="(/demo\?cursor=[^"]+)"', first)[1]
    second = visitor.get(following).get_data(as_text=True)
    assert first.count("示例企业·") == 2
    assert second.count("示例企业·") == 1


def test_the_page_speaks_english(visitor):
    text = visitor.get("/demo", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Declarations that were refused" in text
    assert "discloses at least one indicator" in text


def test_a_register_without_samples_says_so(client):
    page = client.get("/demo")
    assert page.status_code == 200
    assert "没有示例数据" in page.get_data(as_text=True)


def test_a_cursor_of_another_list_is_said_to_be_wrong(visitor):
    assert visitor.get("/demo?cursor=abc").status_code == 400
