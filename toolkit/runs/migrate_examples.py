"""Labelled example files under a new version of a codebook, by a migration plan."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.codebook.carry import Carried, Coded, carry
from toolkit.codebook.migrate import MigrationPlan
from toolkit.corpus.rows import read_rows
from toolkit.errors import DataError
from toolkit.files import open_write, read_lines
from toolkit.ingest.tables import parse_row
from toolkit.records.annotation import State

SHOWN = 20


@dataclass
class MigratedExamples:
    """What became of the rows of an example file.

    Attributes:
        rows: Rows in the file.
        changed: Rows whose labels are others now.
        again: Ids of articles that must be coded again, with the reasons.
        advice: Rows that are worth a second look, by reason.
        evidence_dropped: Spans of labels that were split or retired.
        stance_dropped: Stance rows whose target was split or retired.
    """

    rows: int = 0
    changed: int = 0
    again: dict[str, str] = field(default_factory=dict)
    advice: Counter[str] = field(default_factory=Counter)
    evidence_dropped: int = 0
    stance_dropped: int = 0

    def lines(self) -> Iterator[str]:
        """The outcome in words."""
        yield f"{self.rows} rows, {self.changed} with other labels than before"
        if self.again:
            yield (
                f"{len(self.again)} articles must be coded again; until then the labels in "
                "question are written as unsure, which masks them:"
            )
        for article_id, reasons in list(self.again.items())[:SHOWN]:
            yield f"  {article_id}: {reasons}"
        if len(self.again) > SHOWN:
            yield f"  … and {len(self.again) - SHOWN} more"
        for reason, count in self.advice.items():
            yield f"worth a second look: {count} rows, {reason}"
        if self.evidence_dropped:
            yield f"{self.evidence_dropped} evidence spans of split or retired labels were left out"
        if self.stance_dropped:
            yield f"{self.stance_dropped} stance rows of split or retired targets were left out"


def migrate_examples(
    path: Path,
    out: Path,
    plan: MigrationPlan,
    *,
    old: Codebook,
    new: Codebook,
    force: bool = False,
) -> MigratedExamples:
    """Writes an example file under the new codebook; other facets stay as they are.

    Args:
        path: A labelled example file under the old codebook.
        out: The new file.
        plan: From the old codebook to the new.
        old: The old codebook.
        new: The new codebook.
        force: Replace an existing file.

    Returns:
        What became of the rows.

    Raises:
        DataError: If the file has problems under the old codebook, or `out` exists.
    """
    if out.resolve() == path.resolve():
        raise DataError(f"{out}: is the file that is read. Give another name with --out.")
    read_rows([path], {old.facet: old})  # every problem of the file, before anything is written
    report = MigratedExamples()
    with open_write(out, force=force) as stream:
        for number, line in read_lines(path):
            row = parse_row(line, where=f"{path}:{number}")
            _migrate(row, plan, old, new, report)
            stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return report


def _migrate(
    row: dict[str, Any],
    plan: MigrationPlan,
    old: Codebook,
    new: Codebook,
    report: MigratedExamples,
) -> None:
    report.rows += 1
    facet = plan.facet
    written = row["labels"].get(facet)
    if written is None:
        return
    before = json.dumps(row, sort_keys=True)
    if old.unit == "stance-row":
        _migrate_stance(row, plan, old, new, report)
    else:
        carried = carry(_coded(row, facet, old), plan, new=new)
        _write(row, facet, carried, new)
        _note(row, carried, report)
    _migrate_evidence(row, plan, old, report)
    report.changed += json.dumps(row, sort_keys=True) != before


def _coded(row: Mapping[str, Any], facet: str, old: Codebook) -> Coded:
    """What the row says about a facet: its list is complete."""
    states: dict[str, State] = dict.fromkeys(_ids(old, row["labels"][facet]), "present")
    states |= dict.fromkeys(_ids(old, _of(row, "unsure", facet) or []), "unsure")
    primary = _of(row, "primary", facet)
    roles = _of(row, "roles", facet) or {}
    return Coded(
        states=states,
        complete=True,
        primary=old.resolve(primary) if primary else None,
        roles={_id(old, label): role for label, role in roles.items()},
    )


def _of(row: Mapping[str, Any], key: str, facet: str) -> Any:  # noqa: ANN401 - JSON
    return (row.get(key) or {}).get(facet)


def _ids(codebook: Codebook, written: str | Sequence[str]) -> list[str]:
    labels = [written] if isinstance(written, str) else written
    return [_id(codebook, label) for label in labels]


def _id(codebook: Codebook, written: str) -> str:
    return codebook.resolve(written) or written


def _write(row: dict[str, Any], facet: str, carried: Carried, new: Codebook) -> None:
    """Puts the labels back; what nobody can know yet is unsure, so that it is masked."""
    coded = carried.coded
    active = [label.id for label in new.labels if label.status == "active"]
    masked = [label for label in active if coded.state(label) in {"unsure", "not_applicable", None}]
    row["labels"][facet] = [label for label in active if coded.state(label) == "present"]
    _put(row, "unsure", facet, masked)
    _put(row, "primary", facet, coded.primary)
    _put(row, "roles", facet, dict(coded.roles))


def _put(row: dict[str, Any], key: str, facet: str, value: object) -> None:
    """Sets a key of a facet, or removes it where there is nothing to say."""
    if value:
        row[key] = (row.get(key) or {}) | {facet: value}
    elif facet in (row.get(key) or {}):
        del row[key][facet]


def _note(row: Mapping[str, Any], carried: Carried, report: MigratedExamples) -> None:
    reasons = []
    for item in carried.recode:
        labels = ", ".join(item.labels)
        words = f"{item.reason} {item.was or ''} {f'into {labels}' if item.was else labels}"
        words = " ".join(words.split()).removesuffix(" into")
        if item.must:
            reasons.append(words)
        else:
            report.advice[words] += 1
    if reasons:
        report.again[str(row.get("id", report.rows))] = "; ".join(reasons)


def _migrate_stance(
    row: dict[str, Any],
    plan: MigrationPlan,
    old: Codebook,
    new: Codebook,
    report: MigratedExamples,
) -> None:
    kept = []
    for stance in row["labels"][plan.facet]:
        target = old.resolve_target(str(stance["target"])) or str(stance["target"])
        targets = plan.target_into(target)
        if len(targets) != 1:
            report.stance_dropped += 1
            reason = f"target {target} " + (
                f"split into {', '.join(targets)}" if targets else "retired"
            )
            report.again[str(row.get("id", report.rows))] = reason
            continue
        moved = {**stance, "target": targets[0]}
        if stance.get("label") is not None:
            coded = Coded({_id(old, stance["label"]): "present"}, complete=True)
            carried = carry(coded, plan, new=new)
            present = [k for k, state in carried.coded.states.items() if state == "present"]
            moved["label"] = present[0] if present else None
            _note(row, carried, report)
        kept.append(moved)
    row["labels"][plan.facet] = kept


def _migrate_evidence(
    row: dict[str, Any], plan: MigrationPlan, old: Codebook, report: MigratedExamples
) -> None:
    kept = []
    for span in row.get("evidence") or []:
        if span["facet"] != plan.facet:
            kept.append(span)
            continue
        labels = plan.into(_id(old, span["label"]))
        target = span.get("target")
        targets = plan.target_into(old.resolve_target(target) or target) if target else ("",)
        if len(labels) != 1 or len(targets) != 1:
            report.evidence_dropped += 1
            continue
        kept.append({**span, "label": labels[0]} | ({"target": targets[0]} if target else {}))
    if "evidence" in row:
        row["evidence"] = kept
