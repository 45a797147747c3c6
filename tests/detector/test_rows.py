"""Labelled rows are read, or the line is named that cannot be."""

from pathlib import Path

import pytest

from makegood.detector.rows import BadRows, Labelled, by_language, read_rows


def rows(folder: Path, content: str) -> tuple[Labelled, ...]:
    path = folder / "rows.csv"
    path.write_text(content, encoding="utf-8")
    return read_rows(path)


def test_severity_is_a_degree_and_a_domain_is_kept(tmp_path: Path) -> None:
    found = rows(tmp_path, 'language,text,domain,complaint,severity\nen,"a, b",food,1,3\n')

    assert found == (Labelled("en", "a, b", 3, "food"),)


def test_only_negative_counts_where_labels_are_words(tmp_path: Path) -> None:
    found = rows(tmp_path, "language,text,label\nth,ก,negative\nth,ข,question\nid,c,positive\n")

    assert [row.level for row in found] == [1, 0, 0]
    assert {name: len(own) for name, own in by_language(found).items()} == {"th": 2, "id": 1}


def test_a_complaint_without_a_degree_is_of_the_first(tmp_path: Path) -> None:
    assert rows(tmp_path, "language,text,complaint\nen,a,1\n")[0].level == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("text,severity\na,1\n", "columns language, text"),
        ("language,text\nen,a\n", "columns language, text"),
        ("language,text,severity\nen,a,1\nen,b,9\n", "rows.csv:3: severity"),
        ("language,text,severity\nen,a,bad\n", "rows.csv:2: severity"),
    ],
)
def test_a_bad_file_is_refused_by_line(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(BadRows, match=why):
        rows(tmp_path, content)


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BadRows, match="cannot be read"):
        read_rows(path)
