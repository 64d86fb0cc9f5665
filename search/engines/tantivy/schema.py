"""Our documents as tantivy's. Text arrives cut, its tokens parted by blanks."""

from __future__ import annotations

import tantivy

from search.documents import Document, KeywordField, NumberField, TextField

KEY, RANK, MARK = "key", "rank", "mark"


def text(field: TextField) -> str:
    return f"text_{field}"  # a text and a keyword field of ours may have the same name


_TEXTS = tuple((each, text(each)) for each in TextField)
_KEYWORDS = tuple((each, str(each)) for each in KeywordField)
_NUMBERS = tuple((each, str(each)) for each in NumberField)


def build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(RANK, stored=True, fast=True)
    builder.add_integer_field(MARK, stored=True)
    for each in TextField:
        option = "position" if each.is_ordered else "freq"
        builder.add_text_field(text(each), tokenizer_name="whitespace", index_option=option)
    for keyword in KeywordField:
        builder.add_text_field(keyword, fast=True, tokenizer_name="raw", index_option="basic")
    for number in NumberField:
        builder.add_integer_field(number, fast=True)
    return builder.build()


def document(source: Document) -> tantivy.Document:
    made = tantivy.Document()
    key = source.key
    made.add_text(KEY, str(key))
    made.add_integer(RANK, key.rank)
    made.add_integer(MARK, source.mark)
    for each, name in _TEXTS:
        made.add_text(name, " ".join(source.tokens(each)))
    for keyword, name in _KEYWORDS:
        for value in source.keywords(keyword):
            made.add_text(name, value)
    for number, name in _NUMBERS:
        made.add_integer(name, source.number_of(number))
    return made
